"""What a member or an administrator types to be told elsewhere than in the app."""

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError

from staff.transports import chat, web_push


class NumberForm(forms.Form):
    """number: cleaned to E.164, or "" for none."""

    number = forms.CharField(required=False, max_length=40)

    def clean_number(self) -> str:
        typed = str(self.cleaned_data["number"])
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, None)
        except phonenumbers.NumberParseException as error:
            raise ValidationError(f"“{typed}” is not a phone number, such as +351 912 345 678.") from error
        if not phonenumbers.is_valid_number(number):
            raise ValidationError(f"There is no phone number {typed}. Is the country code right?")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class TargetForm(forms.Form):
    target = forms.CharField(max_length=1000, error_messages={"required": "Write the chat app's target."})
    label = forms.CharField(required=False, max_length=120)

    def clean_target(self) -> str:
        url = str(self.cleaned_data["target"])
        try:
            chat.check(url)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return url


class BrowserForm(forms.Form):
    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.RegexField(r"^[A-Za-z0-9_=-]{80,100}$")
    auth = forms.RegexField(r"^[A-Za-z0-9_=-]{16,40}$")
    label = forms.CharField(required=False, max_length=120)

    def clean_endpoint(self) -> str:
        endpoint = str(self.cleaned_data["endpoint"])
        try:
            web_push.check(endpoint)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return endpoint
