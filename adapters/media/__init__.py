"""Drawing residents' pictures and videos anew, each in a process of its own."""
