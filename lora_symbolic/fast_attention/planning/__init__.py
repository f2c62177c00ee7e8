"""The first phase: what is known of the data, what each algorithm would cost, and the plan that follows."""
