"""The people's side: what each of them sees, and what each can do."""
