package main

import (
	"io"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func sumCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "sum", Usage: "bring pgen.sum up to date after editing revisions by hand", ArgsUsage: " ",
		Description: "pgen.sum holds a checksum of each revision's meaning and of its bytes, so that upgrade notices a\n" +
			"file that was edited, and two branches that both add a revision conflict in git. Run this after\n" +
			"filling in a revision by hand or resolving such a conflict. A revision whose meaning changed must\n" +
			"not have been applied anywhere: databases remember the meaning and refuse another.",
	}, func(s *session) error {
		if _, err := s.args(0, 0, "no arguments"); err != nil {
			return err
		}
		p, err := s.open()
		if err != nil {
			return err
		}
		return s.refreshSum(p)
	})
}

// refreshSum writes pgen.sum anew and shows what changed.
func (s *session) refreshSum(p *gen.Project) error {
	sum, err := p.Sum()
	if err != nil {
		return err
	}
	s.warn(sum.Warnings)
	if len(sum.Changes) > 0 {
		if err := sum.Write(); err != nil {
			return err
		}
	}
	s.show(sumResult{sum})
	return nil
}

type sumResult struct{ *gen.Sum }

func (r sumResult) text(w io.Writer) {
	if len(r.Changes) == 0 {
		lines(w, "pgen.sum is up to date")
		return
	}
	words := map[string]string{"new": "added", "text": "text changed, same meaning", "meaning": "MEANING CHANGED", "gone": "removed"}
	for _, c := range r.Changes {
		lines(w, c.Revision+": "+words[c.What])
	}
}
