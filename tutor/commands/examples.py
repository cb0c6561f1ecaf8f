"""What `--help` shows below the options of each command."""

TUTOR = """\
examples:
  tutor                              go on where you left off
  tutor learn 8                      play lesson 8
  tutor learn --plain                line by line, for screen readers and slow lines
  tutor lab                          free play: any problem, optimizer, schedule and rate
  tutor run bowl:curvature=2 --lr 0.9 --start 3
  tutor run quartic --lr 0.01,0.05,0.1 --start 5
  tutor sweep ravine:kappa=25 --from 0.001 --to 0.2
  tutor diagnose lightning_logs/version_0/metrics.csv
  tutor check lessons/08-too-high.md
  tutor new 10-half-way.md           start a lesson of your own
  tutor preview 10-half-way.md       play it while you write it
  tutor ask what is a gradient
  tutor doctor                       what this terminal can show, what to change
exit codes:
  0 done; 1 check or doctor found something wrong, or ask knows no such word;
  2 wrong usage or input; 70 an error in tutor itself
"""

LAB = """\
examples:
  tutor lab                                          a bowl; everything can be changed inside
  tutor lab ravine:kappa=25 --optimizer momentum --steps 100
  tutor lab network:data=digits,loss=cross-entropy,layers=32,batch=32,validation=0.2
  tutor lab --plain                                  line by line
Inside: a rate runs it; problems, optimizers and schedules list what there is; save picture.svg, save run.json.
"""
RUN = """\
examples:
  tutor run bowl:curvature=2 --lr 0.9 --start 3 --steps 50
  tutor run ravine:kappa=25 --lr 0.01,0.05,0.081     several on one chart
  tutor run rosenbrock --lr 0.01 --optimizer adam --steps 2000
  tutor run bowl:noise=1 --lr 0.5 --schedule step:step_size=20 --seed 7
  tutor run bowl --lr 0.5 --csv | head -5
  tutor run bowl --lr 0.5 --json | tutor diagnose -
On a terminal it draws the loss; in a pipe it tells it in words.
"""
LEARN = """\
examples:
  tutor learn                        go on where you left off
  tutor learn 8                      play lesson 8
  tutor learn "too high" --restart   that one, from its start
  tutor learn --plain --as Ada       line by line, as Ada
  tutor learn --lessons my-course    a course of your own; lessons/README.md
"""
LESSONS = """\
examples:
  tutor lessons
  tutor lessons --as Ada
"""
CHECK = """\
examples:
  tutor check                        the course
  tutor check lessons/08-too-high.md
  tutor check my-course --json
It prints file:line:column, what is wrong and what to do, a line for each.
--json prints {files, claims, findings}, and each finding as {file, line,
column, what, to_do}; a line or column of 0 is not known.
"""
NEW = """\
examples:
  tutor new 10-half-way.md
  tutor new my-course/90-our-own-data.md
The file is a whole lesson: play it with tutor preview, change it, check it
with tutor check. Nothing that is there already is ever overwritten.
"""
PREVIEW = """\
examples:
  tutor preview 10-half-way.md
  tutor preview my-course/90-our-own-data.md --plain
Nothing is recorded. On the full screen the lesson is read anew whenever you
save the file, and you stay where you are. Words are explained from the
glossary.md beside the file, if there is one, else from the course's own.
"""
ASK = """\
examples:
  tutor ask learning rate
  tutor ask what is a gradient
  tutor ask difference between gradient and step
It leaves with 0 if the glossary knows the word, else with 1.
"""
SWEEP = """\
examples:
  tutor sweep bowl:curvature=2
  tutor sweep ravine:kappa=25 --from 0.001 --to 0.2 --steps 200
  tutor sweep rosenbrock --optimizer adam --steps 1000 --count 30
  tutor sweep quartic --start 5 --json
Each rate is the same factor above the one before. On a terminal it draws a
map; in a pipe it prints a line for each rate. --json prints one object whose
rates, verdict, reason, final_loss and steps_to_converge are lists, an entry
for each rate; steps_to_converge is null where the run does not converge.
"""
DIAGNOSE = """\
examples:
  tutor diagnose training.csv                  from Keras (CSVLogger)
  tutor diagnose lightning_logs/version_0/metrics.csv
  tutor diagnose trainer_state.json            from the Hugging Face Trainer
  tutor diagnose log.csv --column objective
  tail -n 1000 losses.txt | tutor diagnose -   one loss to a line
  tutor diagnose printed.txt                   what Keras or a script printed
A table needs a header with a column loss or train_loss. What else helps is
found by its name: step or epoch, val_loss, lr or learning_rate, grad_norm or
gradient_norm, w1, w2, and so on. JSON is an object of lists, such as
{"loss": [3, 2], "lr": [1, 1]} (also gradient_norm, val_loss, w, minimum), a
list of numbers or of objects, or an object to a line. Of printed text, the
lines with loss: 0.5 or train_loss=0.5 are read. An empty cell or null was
not logged; nan and inf are what the loss became. --json prints
{steps, verdict{...}}; steps counts from the first loss to the last.
"""
DOCTOR = """\
examples:
  tutor doctor
  tutor doctor --ascii               as tutor --ascii would look here
  tutor doctor --plain               in words: for screen readers
  tutor doctor > report.txt          to send to whoever looks after it
It leaves with 1 if something is wrong, and says what to do. Advice alone is
no fault: it leaves with 0.
"""
HOST = """\
examples:
  tutor host &
  tutor host --stop
For a server: one process that has loaded everything, and gives each login of
the account that started it a process of its own, sooner and with less memory.
Where no host runs, after an upgrade or line by line, tutor starts as usual.
"""
