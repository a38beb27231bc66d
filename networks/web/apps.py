from django.apps import AppConfig


class Web(AppConfig):
    name = "networks.web"
    label = "web"

    def ready(self) -> None:
        from networks.web import demonstration  # noqa: F401  its job is registered
        from networks.web.archives import arriving, keeping  # noqa: F401  their jobs are registered
