package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/pgen-go/pgen/gen"
)

func rebaseCommand(term terminal) *cli.Command {
	return command(term, cli.Command{
		Name: "rebase", Usage: "put an unshipped branch behind another head", ArgsUsage: "REV",
		Description: "Moves REV, what it follows up to where it parted from the other head, and what follows it. The\n" +
			"files get new parents, the next numbers and names of the file template, other files that depend on\n" +
			"them follow, and pgen.sum is brought along; what the revisions do stays as it is, byte for byte.\n\n" +
			"Both sides are replayed on what they have in common, in both orders, and compared by the objects that\n" +
			"they touch. Unless the order surely does not matter, nothing is written and the exit code is 3;\n" +
			"--accept-conflicts writes all the same. Revisions that the configured database has are refused.\n\n" +
			"   pgen rebase 0004_invoices                    behind the other head\n" +
			"   pgen rebase invoices@head --onto orders@head\n" +
			"   pgen rebase 0004_invoices --dry-run          only say what would be done\n" +
			"   pgen rebase 0004_invoices --unchecked        without asking the database",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "onto", Usage: "`REV` to put the branch behind (default: the one other head)"},
			&cli.BoolFlag{Name: "accept-conflicts", Usage: "rebase though the order of the two sides matters, or may matter"},
			&cli.BoolFlag{Name: "keep-ids", Usage: "keep ids and file names, change parents only"},
			&cli.BoolFlag{Name: "dry-run", Usage: "say what would be done, write nothing"},
			&cli.BoolFlag{Name: "unchecked", Usage: "do not ask the database whether it has the revisions"},
			replayFlag(),
		},
	}, runRebase)
}

func runRebase(s *session) error {
	args, err := s.args(1, 1, "one REV")
	if err != nil {
		return err
	}
	p, how, err := s.openReplay()
	if err != nil {
		return err
	}
	applied, checked, err := s.shipped(p)
	if err != nil {
		return err
	}
	r, err := p.Rebase(s.ctx, gen.RebaseOptions{Revision: args[0], Onto: s.cli.String("onto"), KeepIDs: s.cli.Bool("keep-ids"),
		Applied: applied, Replay: how, Now: time.Now()})
	if err != nil {
		return err
	}
	result := rebaseResult{Rebased: r, Checked: checked, DryRun: s.cli.Bool("dry-run")}
	result.Refused = r.Order.Verdict != gen.Commutes && !s.cli.Bool("accept-conflicts")
	if !result.DryRun && !result.Refused {
		if err := r.Write(); err != nil {
			return err
		}
		result.Written = true
	}
	s.show(result)
	if result.Refused {
		return gen.ErrDiffers
	}
	return nil
}

// shipped returns what the configured database has. Without a configured one
// nothing is known, which the result says.
func (s *session) shipped(p *gen.Project) (applied []string, checked bool, err error) {
	if s.cli.Bool("unchecked") {
		return nil, false, nil
	}
	h, err := p.History()
	if err != nil {
		return nil, false, err
	}
	status, err := s.status(p, h)
	if errors.Is(err, gen.ErrNoDatabase) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("%w\n  hint: the database is asked whether it has the revisions; --unchecked does without", err)
	}
	for _, row := range status.Rows {
		applied = append(applied, row.ID)
	}
	return applied, true, nil
}

type rebaseResult struct {
	*gen.Rebased
	// Checked is true when the database was asked.
	Checked bool `json:"checked"`
	DryRun  bool `json:"dryRun,omitempty"`
	Refused bool `json:"refused,omitempty"`
	Written bool `json:"written"`
}

func (r rebaseResult) text(w io.Writer) {
	lines(w, "behind "+r.Onto+":")
	for _, m := range r.Moved {
		lines(w, "  "+m.From+" -> "+m.To)
	}
	for _, file := range r.Rewritten {
		lines(w, "  depends-on in "+file)
	}
	printOrder(w, r.Order)
	switch {
	case r.Refused && r.Order.Applies:
		lines(w, "nothing was written; the new order applies, and --accept-conflicts takes it")
	case r.Refused:
		lines(w, "nothing was written; --accept-conflicts rebases all the same, for you to edit the files then")
	case r.DryRun:
		lines(w, "nothing was written (dry run)")
	case !r.Checked:
		lines(w, "rebased; no database was asked whether it has these revisions")
	default:
		lines(w, "rebased")
	}
}

// printOrder says whether the order of two sides matters.
func printOrder(w io.Writer, c gen.Commutation) {
	for _, o := range c.Overlaps {
		lines(w, "both touch "+o.Object)
		for _, place := range append(o.Theirs, o.Ours...) {
			lines(w, "  "+place)
		}
	}
	text := map[gen.Verdict]string{gen.Commutes: "the two sides commute: their order does not matter",
		gen.Clashes: "the two sides clash", gen.Undecided: "the order of the two sides may matter"}[c.Verdict]
	if c.Reason != "" {
		text += ": " + strings.ReplaceAll(c.Reason, "\n", "\n  ")
	}
	lines(w, text)
}
