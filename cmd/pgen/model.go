package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func schemaCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "schema", Usage: "print a model as SQL", ArgsUsage: "[SOURCE]",
		Description: "Prints what SOURCE makes, as SQL in dependency order, or with --json object by object.\n" +
			"Without SOURCE it is the project's migrations. No server is needed unless SOURCE is one\n" +
			"or a statement's effect cannot be decided from its text.\n\n" +
			"   pgen schema                      what our migrations make\n" +
			"   pgen schema ./db/migrations      what another tool's folder makes\n" +
			"   pgen schema database > was.sql   what is there",
		Flags: []cli.Flag{replayFlag()},
	}, func(s *session) error {
		args, err := s.args(0, 1, "at most one SOURCE")
		if err != nil {
			return err
		}
		from := "migrations"
		if len(args) == 1 {
			from = args[0]
		}
		p, how, err := s.openReplay()
		if err != nil {
			return err
		}
		script, err := p.Script(s.ctx, from, how)
		if err != nil {
			return err
		}
		s.warn(script.Warnings)
		s.show(schemaResult{script})
		return nil
	})
}

type schemaResult struct{ gen.Script }

func (r schemaResult) text(w io.Writer) { io.WriteString(w, r.SQL) }

// openReplay opens the project and reads --replay.
func (s *session) openReplay() (*gen.Project, gen.Replay, error) {
	how, err := gen.ParseReplay(s.cli.String("replay"))
	if err != nil {
		return nil, "", usageError{err}
	}
	p, err := s.open()
	return p, how, err
}

// warn prints warnings for people; with --json they are part of the result.
func (s *session) warn(ds []gen.Diagnostic) {
	for _, d := range ds {
		s.note("%s", d.Text)
	}
}

func diffCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "diff", Usage: "print the migration that leads from one model to another", ArgsUsage: "FROM TO",
		Description: "Prints the steps from SOURCE FROM to SOURCE TO with the lock that each statement takes, whether\n" +
			"it rewrites or scans a table, and what can go wrong. Nothing is written.\n\n" +
			"   pgen diff migrations schema              what pgen revision --autogenerate would write\n" +
			"   pgen diff database migrations            what is missing on the server\n" +
			"   pgen diff --exit-code database schema    for scripts: 3 if they differ",
		Flags: append(planFlags(), &cli.BoolFlag{Name: "exit-code", Usage: "exit with 3 if there is a difference"}),
	}, func(s *session) error {
		args, err := s.args(2, 2, "two SOURCEs, FROM and TO")
		if err != nil {
			return err
		}
		p, how, err := s.openReplay()
		if err != nil {
			return err
		}
		d, err := p.Diff(s.ctx, args[0], args[1], s.planOptions(how))
		if err != nil {
			return err
		}
		s.warn(d.Warnings)
		s.show(diffResult(d))
		if s.cli.Bool("exit-code") && !d.Empty() {
			return gen.ErrDiffers
		}
		return nil
	})
}

func (s *session) planOptions(how gen.Replay) gen.PlanOptions {
	o := gen.PlanOptions{Replay: how, Offline: s.cli.Bool("offline"), AllowDrop: s.cli.Bool("allow-drop"),
		Renames: s.cli.StringSlice("rename")}
	if s.term.interactive && !s.json {
		o.Ask = func(from, to string) bool { return s.ask("Is %s the former %s?", to, from) }
	}
	return o
}

// ask puts a question on standard error and reads y or n; anything else is no.
func (s *session) ask(format string, args ...any) bool {
	fmt.Fprintf(s.term.stderr, format+" [y/N] ", args...)
	answer, err := s.readLine()
	return err == nil && (strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"))
}

// readLine reads one line byte by byte, so that nothing behind it is swallowed.
func (s *session) readLine() (string, error) {
	var line []byte
	for one := make([]byte, 1); ; {
		n, err := s.term.stdin.Read(one)
		if n == 1 && one[0] != '\n' {
			line = append(line, one[0])
			continue
		}
		if n == 1 || (err != nil && len(line) > 0) {
			return strings.TrimSpace(string(line)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

type diffResult gen.Diff

func (r diffResult) text(w io.Writer) {
	if len(r.Steps) == 0 {
		lines(w, "-- nothing differs")
		return
	}
	for i, step := range r.Steps {
		if i > 0 || !step.Transaction {
			head := "-- pgen:step"
			if !step.Transaction {
				head += " transaction=off"
			}
			lines(w, head)
		}
		for _, a := range step.Actions {
			io.WriteString(w, a.Text()+"\n\n")
		}
	}
}
