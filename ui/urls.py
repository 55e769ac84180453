"""The pages, by noun."""

urlpatterns: list = []
