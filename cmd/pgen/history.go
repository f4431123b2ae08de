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
		Description: "Prints the revisions that the database is at, and what is pending. It takes no lock and\nwrites nothing.",
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "check-heads", Usage: "exit with 3 unless the database is at all heads"}},
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
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
		s.show(newCurrentResult(status))
		if err := status.Err(); err != nil {
			return err
		}
		if s.cli.Bool("check-heads") && !status.UpToDate() {
			return gen.ErrDiffers
		}
		return nil
	})
}

type currentResult struct {
	Heads      []string     `json:"heads"`
	Applied    []appliedRow `json:"applied"`
	Pending    []string     `json:"pending"`
	Unknown    []string     `json:"unknown,omitempty"`
	Edited     []string     `json:"edited,omitempty"`
	Unfinished []string     `json:"unfinished,omitempty"`
}

type appliedRow struct {
	ID        string    `json:"id"`
	AppliedAt time.Time `json:"appliedAt"`
}

func newCurrentResult(st migrate.Status) currentResult {
	r := currentResult{Heads: orEmpty(st.Heads), Pending: orEmpty(st.Pending), Unknown: st.Unknown, Edited: st.Edited,
		Unfinished: st.Unfinished, Applied: []appliedRow{}}
	for _, row := range st.Rows {
		r.Applied = append(r.Applied, appliedRow{ID: row.ID, AppliedAt: row.AppliedAt})
	}
	return r
}

func (r currentResult) text(w io.Writer) {
	lines(w, names(r.Heads))
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
		Description: "Reads files only.\n\n   pgen history             all\n   pgen history -r 0003:    from 0003 on\n   pgen history -r :0007    up to 0007",
		Flags:       []cli.Flag{&cli.StringFlag{Name: "rev-range", Aliases: []string{"r"}, Usage: "`A:B`: after A up to B; either may be left out"}},
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments (a range goes behind -r)"); err != nil {
			return err
		}
		_, h, err := s.history()
		if err != nil {
			return err
		}
		revisions := h.Revisions()
		if r := s.cli.String("rev-range"); r != "" {
			if revisions, err = h.Range(fullRange(r), nil); err != nil {
				return err
			}
		}
		slices.Reverse(revisions)
		s.show(newHistoryResult(h, revisions))
		return nil
	})
}

// fullRange fills in the open ends of a range.
func fullRange(r string) string {
	from, to, ok := migrate.SplitRange(r)
	if !ok {
		return r
	}
	if from == "" {
		from = "base"
	}
	if to == "" {
		to = "heads"
	}
	return from + ":" + to
}

type revisionInfo struct {
	ID        string   `json:"id"`
	Parents   []string `json:"parents"`
	Labels    []string `json:"labels,omitempty"`
	DependsOn []string `json:"dependsOn,omitempty"`
	Message   string   `json:"message"`
	File      string   `json:"file"`
	Head      bool     `json:"head"`
	Checksum  string   `json:"checksum,omitempty"`
}

func describeRevision(h *migrate.History, r *migrate.Revision) revisionInfo {
	return revisionInfo{ID: r.ID, Parents: orEmpty(r.Parents), Labels: r.Labels, DependsOn: r.DependsOn,
		Message: r.Message, File: r.File, Head: len(h.Children(r.ID)) == 0, Checksum: r.Checksum}
}

func (i revisionInfo) line() string {
	text := names(i.Parents) + " -> " + i.ID
	if len(i.Labels) > 0 {
		text += " (" + strings.Join(i.Labels, ", ") + ")"
	}
	if i.Head {
		text += " (head)"
	}
	if i.Message != "" {
		first, _, _ := strings.Cut(i.Message, "\n")
		text += ", " + first
	}
	return text
}

type historyResult struct {
	Revisions []revisionInfo `json:"revisions"`
}

func newHistoryResult(h *migrate.History, revisions []*migrate.Revision) historyResult {
	r := historyResult{Revisions: []revisionInfo{}}
	for _, rev := range revisions {
		r.Revisions = append(r.Revisions, describeRevision(h, rev))
	}
	return r
}

func (r historyResult) text(w io.Writer) {
	for _, i := range r.Revisions {
		lines(w, i.line())
	}
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
		Description: "Reads files only. More than one head means that two branches met; a revision that revises\nboth brings them together.",
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
			return err
		}
		_, h, err := s.history()
		if err != nil {
			return err
		}
		var revisions []*migrate.Revision
		for _, id := range h.Heads() {
			revisions = append(revisions, h.Revision(id))
		}
		s.show(newHistoryResult(h, revisions))
		return nil
	})
}

func showCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "show", Usage: "show one revision with its steps", ArgsUsage: "REV",
		Description: "Reads files only: head, parents, and the steps of both directions as they would be sent.",
	}, func(s *session) error {
		args, err := s.args(1, 1, "one REV")
		if err != nil {
			return err
		}
		_, h, err := s.history()
		if err != nil {
			return err
		}
		rev, err := h.ResolveOne(args[0], nil)
		if err != nil {
			return err
		}
		s.show(newShowResult(h, rev))
		return nil
	})
}

type showResult struct {
	revisionInfo
	Up   []stepInfo `json:"up"`
	Down []stepInfo `json:"down"`
	raw  string
}

type stepInfo struct {
	SQL         string   `json:"sql"`
	Line        int      `json:"line"`
	Transaction bool     `json:"transaction"`
	Role        string   `json:"role,omitempty"`
	Loses       []string `json:"loses,omitempty"`
}

func newShowResult(h *migrate.History, rev *migrate.Revision) showResult {
	r := showResult{revisionInfo: describeRevision(h, rev), Up: steps(rev.Up), Down: steps(rev.Down)}
	r.raw = string(migrate.Format(rev))
	return r
}

func steps(all []migrate.Step) []stepInfo {
	out := make([]stepInfo, len(all))
	for i, s := range all {
		out[i] = stepInfo{SQL: s.SQL, Line: s.Line, Transaction: !s.NoTransaction, Role: s.Role, Loses: s.Loses}
	}
	return out
}

func (r showResult) text(w io.Writer) {
	lines(w, r.line(), "file: "+r.File, "")
	io.WriteString(w, r.raw)
}
