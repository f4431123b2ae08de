package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
	"github.com/pgen-go/pgen/runtime/migrate"
)

func showCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "show", Usage: "show revisions with their steps", ArgsUsage: "REV [REV ...]",
		Description: "Head, parents, and the steps of both directions as they would be sent. Reads files only,\n" +
			"unless REV counts from what is applied.\n\n" +
			"   pgen show head             the newest one\n" +
			"   pgen show 0003             by the beginning of its id\n" +
			"   pgen show 0003:0005        from 0003 to 0005\n" +
			"   pgen show current          where the database is\n" +
			"   pgen show +1               what an upgrade would apply next",
	}, func(s *session) error {
		args, err := s.args(1, 100, "at least one REV")
		if err != nil {
			return err
		}
		p, h, err := s.history()
		if err != nil {
			return err
		}
		found, err := s.find(p, h, args)
		if err != nil {
			return err
		}
		r := showResult{Revisions: []shownRevision{}}
		for _, rev := range found {
			r.Revisions = append(r.Revisions, showRevision(h, rev))
		}
		s.show(r)
		return nil
	})
}

// find resolves targets and ranges, and asks the database when one of them
// counts from what is applied. Each revision is there once, in order.
func (s *session) find(p *gen.Project, h *migrate.History, targets []string) ([]*migrate.Revision, error) {
	applied, _, err := s.applied(p, h, false, targets...)
	if err != nil {
		return nil, err
	}
	var out []*migrate.Revision
	add := func(rev *migrate.Revision) {
		if !slices.Contains(out, rev) {
			out = append(out, rev)
		}
	}
	for _, target := range targets {
		if _, _, ok := migrate.SplitRange(target); ok {
			found, err := h.Between(target, applied)
			if err != nil {
				return nil, err
			}
			for _, rev := range found {
				add(rev)
			}
			continue
		}
		ids, err := h.Resolve(target, applied)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			add(h.Revision(id))
		}
	}
	return out, nil
}

type showResult struct {
	Revisions []shownRevision `json:"revisions"`
}

type shownRevision struct {
	revisionInfo
	Up   []stepInfo `json:"up"`
	Down []stepInfo `json:"down"`
	raw  string
}

type stepInfo struct {
	SQL         string   `json:"sql,omitempty"`
	Function    string   `json:"function,omitempty"`
	Line        int      `json:"line"`
	Transaction bool     `json:"transaction"`
	Role        string   `json:"role,omitempty"`
	Loses       []string `json:"loses,omitempty"`
}

func showRevision(h *migrate.History, rev *migrate.Revision) shownRevision {
	return shownRevision{revisionInfo: describeRevision(h, rev), Up: steps(rev.Up), Down: steps(rev.Down), raw: string(migrate.Format(rev))}
}

func steps(all []migrate.Step) []stepInfo {
	out := make([]stepInfo, len(all))
	for i, s := range all {
		out[i] = stepInfo{SQL: s.SQL, Function: s.Function, Line: s.Line, Transaction: !s.NoTransaction, Role: s.Role, Loses: s.Loses}
	}
	return out
}

func (r showResult) text(w io.Writer) {
	if len(r.Revisions) == 0 {
		lines(w, "base")
	}
	for i, rev := range r.Revisions {
		if i > 0 {
			lines(w, "")
		}
		lines(w, rev.line(), "file: "+rev.File, "")
		io.WriteString(w, rev.raw)
	}
}

func editCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "edit", Usage: "open a revision in $VISUAL or $EDITOR", ArgsUsage: "REV",
		Description: "Afterwards pgen.sum is brought up to date, as pgen sum does. A revision whose meaning changes\n" +
			"must not have been applied anywhere.\n\n" +
			"   pgen edit head\n" +
			"   pgen edit head-1           the one before\n" +
			"   pgen edit +1               what an upgrade would apply next; asks the database",
	}, func(s *session) error {
		args, err := s.args(1, 1, "one REV")
		if err != nil {
			return err
		}
		editor := os.Getenv("VISUAL")
		if editor == "" {
			editor = os.Getenv("EDITOR")
		}
		if editor == "" {
			return errors.New("neither VISUAL nor EDITOR is set: export EDITOR=vi, say")
		}
		p, h, err := s.history()
		if err != nil {
			return err
		}
		applied, _, err := s.applied(p, h, false, args...)
		if err != nil {
			return err
		}
		rev, err := h.ResolveOne(args[0], applied)
		if err != nil {
			return err
		}
		// EDITOR may carry arguments, so a shell takes it apart.
		cmd := exec.CommandContext(s.ctx, "sh", "-c", editor+` "$1"`, "sh", rev.File)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, s.term.stdout, s.term.stderr
		if err := cmd.Run(); err != nil {
			return err
		}
		return s.refreshSum(p)
	})
}
