"""What an application may send: the documented limits of each form."""
