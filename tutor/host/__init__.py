"""`tutor host`: one process that has imported everything and gives each login of its account a forked child.

Of the time before the first screen most goes into importing Textual, NumPy and what they bring, and of a learner's
memory most lies in what that leaves behind. Both need to be spent once where many learners share one account.

**The parts.** `client` is what every `tutor` does first, before anything heavy is imported: look for a host, hand the
terminal over, wait. `server` is the host: it accepts, forks, buries; it reads not one byte from anybody. `child` is the
learner's process: it reads the request, takes the client's place, and runs the ordinary `tutor.cli.main`. `request` is
what the client sends, `place` where the two meet.

**Who may.** The socket lies in `host/` in the data folder, a folder of mode 700 that must belong to the account; it is
entered once, checked by its descriptor and never looked up by its path again. Either side asks the kernel who the other
is (SO_PEERCRED) and hangs up on another user. So a host serves the one account that started it, root's included; one
that root starts by mistake for somebody else finds the folder not its own and says so.

**What goes over.** One message: the build (version, path, the date and inode of the installed package), the arguments,
a white list of the environment as the kernel keeps it (so Python's own LC_CTYPE is not in it), umask and limits, and
four descriptors: standard input, output and error and the working folder. The child takes all of them on: os.environ
holds nothing but what the client sent, so `TUTOR_KIOSK` and `TUTOR_DATA` are the client's, never the host's; limits are
only ever lowered. `tutor.terminal.user_environment` knows a forked process and does not look into /proc for it. A child
has Python's random numbers sown anew, and the time zone read again. Not the client's own are: the cgroup and session of
its login (limits set by systemd for a login do not hold; those of the host's unit do), its niceness, and its name in
`ps`.

**Before anything is drawn** the child says READY and waits for the client's GO: a client that lost patience has gone
its ordinary way by then, and the two never draw on one terminal. No host, a stale socket, another build, another user,
no answer: the client starts as if there were no host. So it does for all that is not a full screen (line mode needs the
keyboard's signals), where standard streams are not UTF-8, in the background of a shell, and with variables that Textual
reads when it is imported (TEXTUAL_*, ESCDELAY and their like).

**Signals.** The terminal belongs to the client's session. The child is in a session of its own, without a terminal to
be stopped or signalled by; Linux lets it read and draw there all the same (job control binds only the processes whose
own terminal it is). The client passes on SIGWINCH, SIGHUP, SIGTERM and SIGINT as single letters, and a thread in the
child raises them there. Ctrl-C and Ctrl-Z are keys, as in every full screen here. A client that is stopped by
`kill -STOP` does not stop its child: that one difference to an ordinary start is known and left.

**Ends.** When the child ends, it tells its exit code; when it is killed, the host tells the signal, and the client puts
the terminal right, says one line and exits as a shell counts signals. When the client ends, the child's thread sees the
end of the line and raises SIGHUP, upon which `tutor.tui.guard` has it gone within two seconds; after 2.5 the host kills
what is left. When the host is stopped or dies, learners play on: neither signals nor ends need it.

**Forking.** The host has one thread, never runs an event loop, opens no record and makes no app; it refuses to serve if
an import has left a thread behind. The garbage collector is told to leave what is there alone (`gc.freeze`), so that
its pages stay shared. Linux only: /proc, SO_PEERCRED and the terminal's manners are relied on.
"""
