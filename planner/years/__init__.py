"""What a plan goes through year after year: locked, settled, followed, made anew."""
