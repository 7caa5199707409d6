"""What spec types cost that one family alone has, found by the name of its file."""
