"""The threshold of Lemma 3.3: from how the entries grow to whether the softmax has low-rank factors."""
