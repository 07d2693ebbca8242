"""What the addresses of bundles answer to whom; part of DECLARED."""

from tests.declared_answers import ALL, Answers

DECLARED_BUNDLES: dict[str, Answers] = {
    # for anybody; this town has no catalog, so that nothing is offered
    "GET bundles:home": {"200": ALL},
    "GET bundles:bundle": {"200": ALL},
    "GET bundles:ask": {"409": ALL},
    "GET bundles:result": {"409": ALL},
}
