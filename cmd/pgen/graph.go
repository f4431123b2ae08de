package main

import (
	"errors"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func branchesCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "branches", Usage: "list the revisions that several follow", ArgsUsage: " ",
		Description: "Reads files only.\n\n   pgen branches       0003_users -> 0004_orders, 0004_invoices\n   pgen branches -v    with those that follow",
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
			return err
		}
		_, h, err := s.history()
		if err != nil {
			return err
		}
		r := branchesResult{Branches: []branch{}}
		for _, id := range h.Branches() {
			b := branch{ID: id, Children: h.Children(id)}
			if s.verbose {
				for _, member := range append([]string{id}, b.Children...) {
					b.details = append(b.details, describeRevision(h, h.Revision(member)))
				}
			}
			r.Branches = append(r.Branches, b)
		}
		s.show(r)
		return nil
	})
}

type branch struct {
	ID       string   `json:"id"`
	Children []string `json:"children"`

	details []revisionInfo
}

type branchesResult struct {
	Branches []branch `json:"branches"`
}

func (r branchesResult) text(w io.Writer) {
	for _, b := range r.Branches {
		if len(b.details) == 0 {
			lines(w, b.ID+" -> "+strings.Join(b.Children, ", "))
			continue
		}
		b.details[0].full(w)
		for _, child := range b.details[1:] {
			lines(w, "  "+child.line())
		}
		lines(w, "")
	}
}

func mergeCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "merge", Usage: "write a revision that brings heads together", ArgsUsage: "[REV ...]",
		Description: "Without REV all heads are merged. The revision is empty; fill in what only the combination needs\n" +
			"and run pgen sum. Where the branches are not shipped yet, pgen rebase gives a straight line instead.\n\n" +
			"   pgen merge -m \"orders and invoices\"\n" +
			"   pgen merge 0004_orders 0004_invoices",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "message", Aliases: []string{"m"}, Usage: "`MSG` that makes the file's name", Value: "merge"},
			&cli.StringFlag{Name: "rev-id", Usage: "`ID` of the revision instead of the one the file template makes"},
			&cli.StringFlag{Name: "branch-label", Usage: "`NAME` of the branch that starts here"},
			&cli.StringFlag{Name: "version-path", Usage: "`DIR` of the file, one of the project's folders (default: that of the first REV)"},
			&cli.BoolFlag{Name: "splice", Usage: "allow a REV that is not a head"},
		},
	}, func(s *session) error {
		heads := s.cli.Args().Slice()
		if len(heads) == 0 {
			heads = []string{"heads"}
		}
		p, err := s.open()
		if err != nil {
			return err
		}
		r, err := p.Revise(s.ctx, gen.ReviseOptions{Message: s.cli.String("message"), Heads: heads, Merge: true, Splice: s.cli.Bool("splice"),
			ID: s.cli.String("rev-id"), Label: s.cli.String("branch-label"), Folder: s.cli.String("version-path"), Now: time.Now()})
		if err != nil {
			return err
		}
		return s.keep(r, false)
	})
}

func stampCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "stamp", Usage: "record revisions as applied without running them", ArgsUsage: "REV [REV ...]",
		Description: "For a database that got its schema in another way. The catalogs are compared with what the\n" +
			"revisions make first, and a difference is refused; --unchecked leaves that out.\n\n" +
			"   pgen stamp head                     the database has all that the revisions make\n" +
			"   pgen stamp 0007 billing@head        it is there on two branches\n" +
			"   pgen stamp base                     nothing is applied any more\n" +
			"   pgen stamp --purge 0003             whatever is recorded: it is at 0003\n" +
			"   pgen stamp --sql 0003:0007          the SQL, for a database that is recorded at 0003",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "unchecked", Usage: "do not compare the database with the revisions"},
			&cli.BoolFlag{Name: "purge", Usage: "forget first what is recorded"},
			&cli.BoolFlag{Name: "sql", Usage: "print the SQL instead of running it; REV may be a range A:B"},
			replayFlag(),
		},
	}, runStamp)
}

func runStamp(s *session) error {
	args, err := s.args(1, 100, "at least one REV")
	if err != nil {
		return err
	}
	p, how, err := s.openReplay()
	if err != nil {
		return err
	}
	if s.cli.Bool("sql") {
		m, err := s.offlineMigrator(p)
		if err != nil {
			return err
		}
		script, err := m.ScriptStamp(args, s.cli.Bool("purge"))
		if err != nil {
			return err
		}
		s.show(scriptResult{SQL: script})
		return nil
	}
	if !s.cli.Bool("unchecked") {
		drift, err := p.Drift(s.ctx, args, how)
		if err != nil {
			return err
		}
		if !drift.Empty() {
			diffResult(drift).text(s.term.stderr)
			return errors.New("the database is not what these revisions make (above is what would lead there): " +
				"nothing was stamped; --unchecked stamps it all the same")
		}
	}
	m, err := s.migrator(nil)
	if err != nil {
		return err
	}
	stamped, err := m.Stamp(s.ctx, args, s.cli.Bool("purge"))
	if err != nil {
		return err
	}
	s.show(stampResult{Added: orEmpty(stamped.Added), Removed: orEmpty(stamped.Removed)})
	return nil
}

type stampResult struct {
	Added   []string `json:"added"`
	Removed []string `json:"removed"`
}

func (r stampResult) text(w io.Writer) {
	for _, id := range r.Removed {
		lines(w, "no longer recorded: "+id)
	}
	for _, id := range r.Added {
		lines(w, "recorded: "+id)
	}
	if len(r.Added)+len(r.Removed) == 0 {
		lines(w, "nothing to do")
	}
}

func ensureVersionCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "ensure_version", Usage: "make the history table if it is missing", ArgsUsage: " ",
		Description: "upgrade does this by itself; here it is alone, for a role that may create tables.",
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "sql", Usage: "print the SQL instead of running it"}},
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
			return err
		}
		if s.cli.Bool("sql") {
			p, err := s.open()
			if err != nil {
				return err
			}
			m, err := s.offlineMigrator(p)
			if err != nil {
				return err
			}
			s.show(scriptResult{SQL: m.ScriptEnsureVersion()})
			return nil
		}
		p, err := s.open()
		if err != nil {
			return err
		}
		m, err := s.migrator(nil)
		if err != nil {
			return err
		}
		if err := m.EnsureVersion(s.ctx); err != nil {
			return err
		}
		_, table := p.HistoryTable()
		s.show(tableResult{Table: table})
		return nil
	})
}

type tableResult struct {
	Table string `json:"table"`
}

func (r tableResult) text(w io.Writer) { lines(w, "the history table is there: "+r.Table) }

func verifyCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "verify", Usage: "compare the live database with the revisions that it is at", ArgsUsage: " ",
		Description: "Prints the SQL that heals what somebody changed by hand, and exits with 3 if there is any. It\nchanges nothing.",
		Flags:       []cli.Flag{replayFlag()},
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
			return err
		}
		p, how, err := s.openReplay()
		if err != nil {
			return err
		}
		m, err := s.migrator(nil)
		if err != nil {
			return err
		}
		status, err := m.Status(s.ctx)
		if err != nil {
			return err
		}
		if len(status.Unknown) > 0 {
			return status.Err() // what the database should be like cannot be told
		}
		drift, err := p.Drift(s.ctx, status.Heads, how)
		if err != nil {
			return err
		}
		s.warn(drift.Warnings)
		s.show(diffResult(drift))
		if !drift.Empty() {
			return gen.ErrDiffers
		}
		return nil
	})
}
