"""What if: the declarative description of a scenario, validated, frozen and hashed."""
