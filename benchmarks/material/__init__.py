"""What several benchmarks share: made-up pages, peers, memory."""
