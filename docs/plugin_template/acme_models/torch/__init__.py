"""The torch side: a module here is imported when a spec type of its namesake above is built."""
