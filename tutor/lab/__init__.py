"""The lab bench: what is seen of a run and how it is shown, without a screen. Everything that can be looked at is made
here out of trajectories and drawings; the screen and the line mode only show it."""
