"""Reads of bundles. Whatever shows rows of business takes the actor."""

from yishang.contexts.bundles.queries.menu import (
    AS_OF,
    DATA,
    BundleNotFound,
    BundleSuspended,
    Held,
    Offer,
    authored_items,
    bundle,
    bundles,
    check_offered,
    elements_on,
    forget,
    held_items,
    offer,
    offers,
    plan,
    subjects,
    unit_words,
)

__all__ = [
    "AS_OF", "DATA", "BundleNotFound", "BundleSuspended", "Held", "Offer", "authored_items", "bundle", "bundles",
    "check_offered", "elements_on", "forget", "held_items", "offer", "offers", "plan", "subjects", "unit_words",
]  # fmt: skip
