package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func revisionCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "revision", Usage: "write the next revision", ArgsUsage: " ",
		Description: "Without --autogenerate the file has an empty up and down for you to fill. With it, pgen plans\n" +
			"what leads from the migrations to schema.sql in both directions, tries the result on a\n" +
			"throw-away server (up must give schema.sql, down the state before), and writes it. No database\n" +
			"of yours is touched or needed.\n\n" +
			"   pgen revision -m \"backfill emails\"\n" +
			"   pgen revision --autogenerate -m \"add orders\"\n" +
			"   pgen revision --autogenerate -m \"rename\" --rename users.name=full_name\n" +
			"   pgen revision -m \"hotfix\" --head 0003 --splice --branch-label hotfix\n" +
			"   pgen revision -m \"billing\" --head base --version-path billing/migrations --depends-on 0003\n\n" +
			"A rename can also be said in schema.sql, in a comment before or behind the new line:\n" +
			"   full_name text, -- pgen:renamed from=name\n\n" +
			"Afterwards the commands under hooks in pgen.yaml run on the file; when one fails the file stays\n" +
			"and the exit code is 1.",
		Flags: append(planFlags(),
			&cli.StringFlag{Name: "message", Aliases: []string{"m"}, Usage: "`MSG` that makes the file's name and first comment"},
			&cli.BoolFlag{Name: "autogenerate", Usage: "plan the content from the difference between migrations and schema.sql"},
			&cli.StringFlag{Name: "rev-id", Usage: "`ID` of the revision instead of the one the file template makes"},
			&cli.StringFlag{Name: "head", Usage: "`REV` that the new revision follows; base starts a history of its own (default: head)"},
			&cli.BoolFlag{Name: "splice", Usage: "allow a --head that is not a head, which starts a branch"},
			&cli.StringFlag{Name: "branch-label", Usage: "`NAME` of the branch that starts here"},
			&cli.StringSliceFlag{Name: "depends-on", Usage: "`REV` of another branch that must be applied before; may be repeated"},
			&cli.StringFlag{Name: "version-path", Usage: "`DIR` of the file, one of the project's folders (default: that of --head)"},
			&cli.BoolFlag{Name: "sql", Usage: "print the revision instead of writing it"},
			&cli.BoolFlag{Name: "no-proof", Usage: "do not try the revision on a throw-away server"},
		),
	}, runRevision)
}

func runRevision(s *session) error {
	if _, err := s.args(0, 0, "no arguments (the message goes behind -m)"); err != nil {
		return err
	}
	message := s.cli.String("message")
	if message == "" {
		return usagef("a revision needs a message: pgen revision -m \"what changed\"")
	}
	p, how, err := s.openReplay()
	if err != nil {
		return err
	}
	r, err := p.Revise(s.ctx, gen.ReviseOptions{
		PlanOptions: s.planOptions(how), Message: message, Autogenerate: s.cli.Bool("autogenerate"),
		ID: s.cli.String("rev-id"), Heads: nonEmpty(s.cli.String("head")), Splice: s.cli.Bool("splice"),
		Label: s.cli.String("branch-label"), DependsOn: s.cli.StringSlice("depends-on"), NoProof: s.cli.Bool("no-proof"), Folder: s.cli.String("version-path"),
		AcceptLoss: s.acceptLoss(), Now: time.Now(),
	})
	if errors.Is(err, gen.ErrNothingToDo) {
		s.show(revisionResult{autogenerate: true})
		return nil
	}
	if err != nil {
		return err
	}
	s.warn(r.Warnings)
	if s.cli.Bool("sql") {
		s.show(scriptResult{SQL: string(r.Text())})
		return nil
	}
	return s.keep(r, s.cli.Bool("autogenerate"))
}

// keep writes a revision, says so, and runs the hooks on it. What they print
// goes to standard error, so that --json stays one object.
func (s *session) keep(r *gen.Revised, autogenerate bool) error {
	if err := r.Write(); err != nil {
		return err
	}
	if s.json {
		if err := r.RunHooks(s.ctx, s.term.stderr); err != nil {
			return err
		}
	}
	s.show(revisionResult{Revised: r, autogenerate: autogenerate})
	if s.json {
		return nil
	}
	return r.RunHooks(s.ctx, s.term.stderr)
}

func nonEmpty(word string) []string {
	if word == "" {
		return nil
	}
	return []string{word}
}

// acceptLoss asks on a terminal whether what would be lost may be lost.
func (s *session) acceptLoss() func([]string) bool {
	if !s.term.interactive || s.json {
		return nil
	}
	return func(messages []string) bool {
		for _, m := range messages {
			fmt.Fprintln(s.term.stderr, m)
		}
		return s.ask("Write a revision that does this?")
	}
}

type revisionResult struct {
	*gen.Revised
	autogenerate bool
}

func (r revisionResult) text(w io.Writer) {
	if r.Revised == nil {
		lines(w, "nothing to do: the migrations already lead to the wanted schema")
		return
	}
	lines(w, "wrote "+r.File)
	if r.Order != nil {
		printOrder(w, *r.Order)
	}
	if !r.autogenerate {
		return
	}
	for _, step := range r.Up.Steps {
		for _, a := range step.Actions {
			lines(w, "  "+a.Title())
		}
	}
	if r.Proved {
		lines(w, "proved on a throw-away server: up gives the wanted schema, down the old one")
	} else {
		lines(w, fmt.Sprintf("not proved: %s", r.Unproved))
	}
}
