"""What the appliance tells people by mail: publications, through an outbox that is tried until it is empty."""
