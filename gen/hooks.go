package gen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/revision"
)

// hookFile is the word of a hook that stands for the file that was written.
const hookFile = "REVISION"

// hooks are the commands to run after a revision file was written.
type hooks struct {
	// dir is the folder of pgen.yaml, in which they run.
	dir      string
	environ  []string
	commands [][]string
}

func (p *Project) hooks() hooks {
	return hooks{dir: p.config.Dir, environ: p.environ, commands: p.config.Hooks}
}

// RunHooks runs the commands under hooks in pgen.yaml on the written file, in
// order, in the folder of pgen.yaml; out gets what they print. Since they may
// change the file, its line in pgen.sum is brought up to date. The first command
// that fails ends it; the file stays, and the error says so.
func (r *Revised) RunHooks(ctx context.Context, out io.Writer) error {
	if len(r.hooks.commands) == 0 {
		return nil
	}
	failed := r.hooks.run(ctx, r.File, out)
	return errors.Join(failed, revision.Resum(r.dirs, r.into, r.ID, ddl.Checksum))
}

func (h hooks) run(ctx context.Context, file string, out io.Writer) error {
	path, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	if dir, err := filepath.Abs(h.dir); err == nil {
		if below, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(below) {
			path = below
		}
	}
	for i, command := range h.commands {
		words := slices.Clone(command)
		for j, w := range words {
			words[j] = strings.ReplaceAll(w, hookFile, path)
		}
		cmd := exec.CommandContext(ctx, words[0], words[1:]...)
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = h.dir, h.environ, out, out
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("hook %d (%s) failed: %w\n  %s was written and stays; run the hook by hand after mending it, then pgen sum",
				i+1, strings.Join(words, " "), err, file)
		}
	}
	return nil
}
