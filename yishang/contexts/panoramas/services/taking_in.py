"""Taking a panorama in: everything about it is judged before anything of it is kept."""

from dataclasses import replace
from datetime import datetime
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from yishang.contexts.panoramas import queries, rules
from yishang.contexts.panoramas.models import Panorama
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.evidence import services as evidence
from yishang.kernel.evidence.rules import panoramas as pictures
from yishang.kernel.geo import queries as geo
from yishang.kernel.geo.rules import Crs, Place, PlaceRefused, to_stored
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services


def take_in_panorama(
    *, actor: Actor, project_id: int, flight: rules.Flight, upload: IO[bytes] | None, at: datetime
) -> Panorama:
    """Keep a panorama of a project; time and place come from the file where they are not told.

    Raises PanoramaNotVisible, PanoramaNotYours, ProjectWithoutPlace, AlreadyTakenIn, and InvalidInput with every
    fault at its field (image, captured_at, place, drone_reg_no …).
    """
    project = queries.project(actor, project_id, on=localdate(at))
    city_code = geo.city_of(project.region_id)
    rules.check_keeps(actor, region_code=project.region_id, city_code=city_code)
    site = parties.place_of(project)
    if site is None:
        raise rules.ProjectWithoutPlace("这个项目还没有坐标。", next_step="请先在项目页登记项目坐标，再上传全景。")
    content = upload.read(pictures.HEAVIEST + 1) if upload else b""
    developed, image_fault = _develop(content, was_chosen=upload is not None)
    flight = _completed(flight, developed)
    place, place_faults = _placed(flight, site)
    faults = rules.flight_faults(flight, now=at) | place_faults | ({"image": image_fault} if image_fault else {})
    if faults or developed is None or place is None:
        raise InvalidInput(faults)
    try:
        with transaction.atomic():
            return _keep(actor, project, flight, place, (content, developed, upload), at=at)
    except IntegrityError:
        raise rules.AlreadyTakenIn("这张全景已经传过了。", next_step="请在项目页查看，或选择另一张。") from None


def _develop(content: bytes, *, was_chosen: bool) -> tuple[pictures.CleanPanorama | None, str]:
    if not was_chosen:
        return None, "请选择全景图。"
    try:
        return pictures.develop(content), ""
    except Refusal as refusal:
        return None, f"{refusal.message}{refusal.next_step}"


def _completed(flight: rules.Flight, developed: pictures.CleanPanorama | None) -> rules.Flight:
    """With the time and the place of the file, where the person told none."""
    if developed is None:
        return flight
    flight = replace(flight, captured_at=flight.captured_at or developed.taken_at)
    if flight.lon is None and flight.lat is None and developed.place:
        lon, lat = developed.place
        return replace(flight, lon=lon, lat=lat, crs=Crs.WGS84.value)
    return flight


def _placed(flight: rules.Flight, site: Place) -> tuple[Place | None, dict[str, str]]:
    if flight.lon is None or flight.lat is None:
        return None, {"lon": "照片里没有坐标，请填写经度和纬度。"}
    try:
        place = to_stored(flight.lon, flight.lat, crs=flight.crs)
    except PlaceRefused as refusal:
        return None, {"lon": refusal.message}
    fault = rules.distance_fault(rules.metres_between(place, site))
    return place, {"lon": fault} if fault else {}


def _keep(
    actor: Actor, project: Any, flight: rules.Flight, place: Place, file: tuple[bytes, Any, Any], *, at: datetime
) -> Panorama:
    content, developed, upload = file
    number = documents.next_number(prefix="QJ", region_code=project.region_id, day=localdate(at))
    name = str(getattr(upload, "name", "") or "")
    picture = evidence.keep_panorama(
        actor=actor, content=content, developed=developed, name=name, subject=number, at=at
    )
    site = parties.place_of(project)
    assert site is not None and flight.captured_at is not None  # seen to before anything is kept
    made = Panorama.objects.create(
        number=number,
        project=project,
        region_id=project.region_id,
        city_id=geo.city_of(project.region_id),
        point_no=flight.point_no.strip(),
        captured_at=flight.captured_at,
        lon=place.lon,
        lat=place.lat,
        crs=flight.crs,
        distance_m=rules.metres_between(place, site),
        altitude_m=flight.altitude_m,
        north_offset=flight.north_offset,
        drone_reg_no=flight.drone_reg_no,
        pilot=flight.pilot.strip(),
        airspace_approval_no=flight.airspace_approval_no.strip(),
        is_sensitive=flight.is_sensitive,
        remark=flight.remark.strip(),
        picture=picture,
        digest=picture.sha256,
        uploaded_by_id=actor.id,
        uploaded_by_name=actor.name,
        uploaded_at=at,
        is_demo=project.entity.is_demo,
    )
    data = {"project": project.pk, "point": made.point_no, "sha256": made.digest, "distance_m": made.distance_m}
    data |= {"drone": made.drone_reg_no, "approval": made.airspace_approval_no, "sensitive": made.is_sensitive}
    journal.record(actor=actor, verb="panoramas.panorama.taken_in", subject=number, at=at, data=data, first=True)
    return made


def place_project(*, actor: Actor, project_id: int, lon: float, lat: float, crs: str, at: datetime) -> None:
    """Say where a project lies. Raises PanoramaNotVisible, PanoramaNotYours, InvalidInput."""
    project = queries.project(actor, project_id, on=localdate(at))
    rules.check_keeps(actor, region_code=project.region_id, city_code=geo.city_of(project.region_id))
    try:
        party_services.place_subject(actor=actor, subject_id=project.pk, lon=lon, lat=lat, crs=crs, at=at)
    except PlaceRefused as refusal:
        raise InvalidInput({"lon": refusal.message}) from None
