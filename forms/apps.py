from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    label = "site_forms"  # `forms` is the label of django.forms
