"""Who she is: sealed identities, blind indexes for look-up, and erasure."""
