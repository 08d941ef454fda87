"""A photo as a phone takes it, and a supporter who shows it."""

from portal import pictures
from portal.supporters import queries as supporter_queries
from portal.supporters.portraits import services as portrait_services
from tests.portal.frame.test_pictures import of_a_camera
from tests.portal.frame.uploaded_files import uploaded

PHOTO = of_a_camera(size=(600, 400), color="#336699")


def show_portrait(someone):
    """Show a picture of somebody who is in the list, and return their supporter."""
    supporter = supporter_queries.supporter_of(someone)
    row = portrait_services.upload(supporter, pictures.check_portrait(uploaded(PHOTO)), by=someone)
    portrait_services.show(supporter, row.ref, pictures.Part.MIDDLE, text="Ja.", by=someone)
    return supporter
