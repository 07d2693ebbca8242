"""The words and numbers of a visit: modes, verdicts, lengths, distances (handbook 1.3; [设] where it says so)."""

from datetime import date, timedelta

KIND = "visits.visit"
PREFIX = "ZF"
FIRST_LIMITS_ON = date(2018, 1, 1)  # data/time_limits.csv begins

MODES = {"ONSITE": "现场", "VIDEO": "视频", "PHONE": "电话"}
ONSITE = "ONSITE"

VERDICTS = {
    "MATCHED": "轨迹相符",
    "NO_TRACK": "没有轨迹",
    "OFF_FENCE": "不在围栏内",
    "TIME_CONFLICT": "时间不符",
    "MOCK": "模拟定位",
}
CORROBORATIONS = {"ONE_SIDED": "只有一方记录", "AGREED": "两方相符", "CONFLICT": "两方不符"}
COMPANY_WORDS = {"CAME": "来过", "NOT_CAME": "没有来过"}

SPONSOR_TYPES = {"CITY_LEADER": "市级领导", "COUNTY_LEADER": "县级领导", "CITY_DEPT": "市级部门"}
NO_SPONSOR = "NONE"  # 非包抓走访: counted, in no rate

EFFECTIVE_STATES = ("VERIFIED", "CONFIRMED")
UNDUE_STATES = ("MERGED", "CANCELLED")
GOING_STATES = ("CHECKED_IN", "CHECKED_OUT")

# 有效现场走访判定 [设]
POINTS_LEAST = 3
DWELL_LEAST = 10 * 60  # seconds inside the fence
CHECKIN_FARTHEST = 200.0  # metres from the border
ACCURACY_WORST = 100.0  # metres; a point less certain says nothing
SPEED_MOST = 150 / 3.6  # metres a second
SUBMIT_WITHIN = timedelta(hours=24)

GAP_COUNTED = 15 * 60  # seconds: a longer silence between two points inside proves no stay
SKEW_MOST = 5 * 60  # seconds by which a phone's clock may differ
EDGE = 60  # seconds around check-in and check-out in which a point is still theirs
OFFLINE_LONGEST = timedelta(days=7)  # a phone may keep a visit so long
PICTURE_FARTHEST = 1000.0  # metres from the border at which a photograph of the visit may have been taken

TRACK_POINTS_MOST = 20_000
PART_POINTS_MOST = 2000
PICTURES_MAX = 9
MINUTES_LEAST, MINUTES_MOST = 20, 2000  # characters of the visitor's record (走访记录)
COMPANIONS_MOST = 10
POLICIES_MOST = 20
APPEALS_MOST = 20
NAME_LONGEST = 60

TRACK_KEPT_MONTHS = 12  # afterwards thinned
THINNED_TO = 10 * 60  # seconds between the points that are left
TRACK_PURPOSE = "visits.track"  # under which tracks are sealed

REPORT_MINUTES_MOST = 24 * 60
REPORT_MAY_DIFFER = timedelta(hours=1)  # by which two records of the same visit may differ

MERGE_WITHIN_DAYS = 7
