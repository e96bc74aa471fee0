"""The scorer as an HTTP service: `rumor.serve.app.create_app`, and `rumor serve`."""
