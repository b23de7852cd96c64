"""The commands of the console script, one module each.

A module has `register(subparsers)`: it adds its parser and names the function that does the work,
`parser.set_defaults(do=function)`. The function takes the parsed arguments and returns the exit
code: 0 done, 1 refused with the reason on standard error (or it raises `Refused`, `NotAllowed` or
`Explained`). What it needs of Django it imports inside `with installation():`.
"""
