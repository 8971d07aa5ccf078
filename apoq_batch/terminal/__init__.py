"""What a command prints: findings, outcomes, progress, the outbox, the doctor."""
