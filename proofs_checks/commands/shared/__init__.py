"""What several commands share: options, exit codes, files, streams, judging, names."""
