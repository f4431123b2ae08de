package main

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
	"github.com/pgen-go/pgen/runtime/migrate"
)

func currentCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "current", Usage: "show where the database is", ArgsUsage: " ",
		Description: "Prints the revisions that the database is at, and what is pending. It takes no lock and\nwrites nothing.\n\n" +
			"   pgen current                 0007_orders\n" +
			"   pgen current -v              with file, message, and when it was applied\n" +
			"   pgen current --check-heads   for scripts: 3 unless nothing is pending",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "check-heads", Usage: "exit with 3 unless the database is at all heads"}},
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
			return err
		}
		p, h, err := s.history()
		if err != nil {
			return err
		}
		status, err := s.status(p, h)
		if err != nil {
			return err
		}
		s.show(newCurrentResult(status, h, s.verbose))
		if err := status.Err(); err != nil {
			return err
		}
		if s.cli.Bool("check-heads") && !status.UpToDate() {
			return gen.ErrDiffers
		}
		return nil
	})
}

// status asks the database where it is.
func (s *session) status(p *gen.Project, h *migrate.History) (migrate.Status, error) {
	m, err := s.migratorOf(p, h, nil)
	if err != nil {
		return migrate.Status{}, err
	}
	return m.Status(s.ctx)
}

// applied returns the finished revisions of the database, and the heads of them,
// when one of the targets counts from there; otherwise no database is asked.
func (s *session) applied(p *gen.Project, h *migrate.History, always bool, targets ...string) (applied, heads []string, err error) {
	if !always && !slices.ContainsFunc(targets, migrate.CountsFromApplied) {
		return nil, nil, nil
	}
	status, err := s.status(p, h)
	for _, row := range status.Rows {
		if row.Finished {
			applied = append(applied, row.ID)
		}
	}
	return applied, status.Heads, err
}

type currentResult struct {
	Heads      []string     `json:"heads"`
	Applied    []appliedRow `json:"applied"`
	Pending    []string     `json:"pending"`
	Unknown    []string     `json:"unknown,omitempty"`
	Edited     []string     `json:"edited,omitempty"`
	Unfinished []string     `json:"unfinished,omitempty"`

	// details are those of the heads, for -v.
	details []revisionInfo
}

type appliedRow struct {
	ID        string    `json:"id"`
	AppliedAt time.Time `json:"appliedAt"`
}

func newCurrentResult(st migrate.Status, h *migrate.History, verbose bool) currentResult {
	r := currentResult{Heads: orEmpty(st.Heads), Pending: orEmpty(st.Pending), Unknown: st.Unknown, Edited: st.Edited,
		Unfinished: st.Unfinished, Applied: []appliedRow{}}
	for _, row := range st.Rows {
		r.Applied = append(r.Applied, appliedRow{ID: row.ID, AppliedAt: row.AppliedAt})
		if rev := h.Revision(row.ID); verbose && rev != nil && slices.Contains(st.Heads, row.ID) {
			info := describeRevision(h, rev)
			info.appliedAt = row.AppliedAt
			r.details = append(r.details, info)
		}
	}
	return r
}

func (r currentResult) text(w io.Writer) {
	if len(r.details) == 0 {
		lines(w, names(r.Heads))
	}
	for _, info := range r.details {
		info.full(w)
	}
	for _, part := range []struct {
		word string
		ids  []string
	}{{"pending", r.Pending}, {"half done", r.Unfinished}, {"edited", r.Edited}, {"not in the files", r.Unknown}} {
		if len(part.ids) > 0 {
			lines(w, part.word+": "+strings.Join(part.ids, ", "))
		}
	}
}

func historyCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "history", Usage: "list the revisions of the files, newest first", ArgsUsage: " ",
		Description: "Reads files only, unless -i or a range that counts from what is applied asks for the database.\n\n" +
			"   pgen history                 all\n" +
			"   pgen history -v              with file, parents and the whole message\n" +
			"   pgen history -r 0003:        from 0003 on\n" +
			"   pgen history -r 0003:0007    from 0003 to 0007\n" +
			"   pgen history -r :current     what the database has\n" +
			"   pgen history -r current:     what follows where the database is\n" +
			"   pgen history -r -2:+1        two back from where the database is to one ahead\n" +
			"   pgen history -i              mark where the database is",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "rev-range", Aliases: []string{"r"}, Usage: "`A:B`: from A to B, both included; either may be left out"},
			&cli.BoolFlag{Name: "indicate-current", Aliases: []string{"i"}, Usage: "mark the revisions that the database is at"},
		},
	}, runHistory)
}

func runHistory(s *session) error {
	if _, err := s.args(0, 0, "no arguments (a range goes behind -r)"); err != nil {
		return err
	}
	p, h, err := s.history()
	if err != nil {
		return err
	}
	span := s.cli.String("rev-range")
	applied, heads, err := s.applied(p, h, s.cli.Bool("indicate-current"), span)
	if err != nil {
		return err
	}
	revisions := h.Revisions()
	if span != "" {
		if revisions, err = h.Between(span, applied); err != nil {
			return err
		}
	}
	slices.Reverse(revisions)
	r := s.newHistoryResult(h, revisions)
	for i := range r.Revisions {
		r.Revisions[i].Current = s.cli.Bool("indicate-current") && slices.Contains(heads, r.Revisions[i].ID)
	}
	s.show(r)
	return nil
}

// history opens the project and reads its revisions.
func (s *session) history() (*gen.Project, *migrate.History, error) {
	p, err := s.open()
	if err != nil {
		return nil, nil, err
	}
	h, err := p.History()
	return p, h, err
}

func headsCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "heads", Usage: "list the revisions that no other follows", ArgsUsage: " ",
		Description: "Reads files only. More than one head means that two branches met; pgen merge writes a revision\n" +
			"that follows both, pgen rebase puts one behind the other.\n\n" +
			"   pgen heads -v\n" +
			"   pgen heads --resolve-dependencies   without those that another branch depends on",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "resolve-dependencies", Usage: "leave out heads that a revision of another branch depends on"}},
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
			return err
		}
		_, h, err := s.history()
		if err != nil {
			return err
		}
		heads := h.Heads()
		if s.cli.Bool("resolve-dependencies") {
			heads = h.EffectiveHeads()
		}
		var revisions []*migrate.Revision
		for _, id := range heads {
			revisions = append(revisions, h.Revision(id))
		}
		s.show(s.newHistoryResult(h, revisions))
		return nil
	})
}
