"""Two invented building sites seen twice from above, one of them standing still; and December's round."""

from yishang.contexts.panoramas.demo.story import people_to_meet, tell_story

__all__ = ["people_to_meet", "tell_story"]
