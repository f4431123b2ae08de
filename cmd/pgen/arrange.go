package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// relative is a revision such as -1 or +2, which is an argument, not a flag.
var relative = regexp.MustCompile(`^[-+][0-9]+$`)

// arrange puts args into the order that the flag parser wants: global flags,
// command, its flags, then arguments. So global flags may stand after the command,
// and flags after arguments, as people type them. What it does not know it leaves
// for the parser to report.
func arrange(app *cli.App, args []string) []string {
	var global, path, local, rest []string
	commands, flags := app.Commands, app.Flags
	var own []cli.Flag
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if short, value := attached(own, flags, arg); value != "" {
			args = slices.Concat(args[:i], []string{short, value}, args[i+1:])
			arg = short
		}
		if arg == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		if relative.MatchString(arg) || !strings.HasPrefix(arg, "-") || arg == "-" {
			if command := find(commands, arg); command != nil && len(rest) == 0 {
				path, commands, own = append(path, arg), command.Subcommands, append(own, command.Flags...)
			} else {
				rest = append(rest, arg)
			}
			continue
		}
		target := &local
		flag := lookUp(own, arg)
		if flag == nil {
			if flag = lookUp(flags, arg); flag != nil || len(path) == 0 {
				target = &global
			}
		}
		*target = append(*target, arg)
		if flag != nil && takesValue(flag) && !strings.Contains(arg, "=") && i+1 < len(args) {
			i++
			*target = append(*target, args[i])
		}
	}
	out := slices.Concat(global, path, local)
	if len(rest) > 0 {
		out = append(append(out, "--"), rest...)
	}
	return out
}

// attached takes the value off a short flag that it is written against: -r0003:0007.
func attached(own, global []cli.Flag, arg string) (short, value string) {
	if len(arg) < 3 || arg[0] != '-' || arg[1] == '-' || arg[2] == '=' || relative.MatchString(arg) ||
		lookUp(own, arg) != nil || lookUp(global, arg) != nil {
		return arg, ""
	}
	for _, flags := range [][]cli.Flag{own, global} {
		if flag := lookUp(flags, arg[:2]); flag != nil && takesValue(flag) {
			return arg[:2], arg[2:]
		}
	}
	return arg, ""
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

func lookUp(flags []cli.Flag, arg string) cli.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

func takesValue(f cli.Flag) bool {
	_, isBool := f.(*cli.BoolFlag)
	return !isBool
}
