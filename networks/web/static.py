"""Static files as a server keeps them: named by their content, compressed, readable by the web server, whatever the umask is."""

from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ReadableStaticFiles(CompressedManifestStaticFilesStorage):
    """Uploads are for the program alone (0600); these are for everybody, the compressed ones included."""

    def post_process(self, *args, **kwargs):
        for name, processed_name, processed in super().post_process(*args, **kwargs):
            if isinstance(processed_name, str) and self.exists(processed_name):
                Path(self.path(processed_name)).chmod(0o644)
            yield name, processed_name, processed
