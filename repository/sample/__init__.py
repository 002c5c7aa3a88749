"""The sample collection: invented reports of an invented network, written for this project."""
