package scratch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const superuser = "postgres"

// templateLife is how long an unused template stays in the cache.
const templateLife = 30 * 24 * time.Hour

// initdbArgs are the same on every machine, so that sorting and text functions
// are, too. Everybody who can reach the socket is trusted, see the package
// comment. Small log segments make the template small.
func initdbArgs() []string {
	return []string{"--username=" + superuser, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--wal-segsize=1"}
}

// initialise fills the data directory: from the template in the cache, or by
// initdb, which then becomes the template. Without a cache every start runs
// initdb.
func (h *home) initialise(ctx context.Context) error {
	template, err := h.template()
	if err != nil {
		return h.initdb(ctx)
	}
	now := time.Now()
	if os.Chtimes(template, now, now) == nil {
		if err := copyTree(template, h.data(), h.account); err != nil {
			return fmt.Errorf("copy the template of a data directory: %w; remove %s to build it anew", err, template)
		}
		return nil
	}
	if err := h.initdb(ctx); err != nil {
		return err
	}
	return h.keepTemplate(template)
}

func (h *home) initdb(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, filepath.Join(h.bin, "initdb"), append(initdbArgs(), "-D", h.data())...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = h.folder, environment(), h.account.attributes()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s as %s: %w\n%s", cmd.Path, h.account.name(), err, out)
	}
	return nil
}

// template is the path in the cache for this build of PostgreSQL, there or not.
func (h *home) template() (string, error) {
	program, err := filepath.EvalSymlinks(filepath.Join(h.bin, "postgres"))
	if err != nil {
		return "", err
	}
	info, err := os.Stat(program)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	key := fmt.Sprintf("%s %d %d %s", program, info.Size(), info.ModTime().UnixNano(), strings.Join(initdbArgs(), " "))
	return filepath.Join(cache, "pgen", "template", fmt.Sprintf("%x", sha256.Sum256([]byte(key)))[:16]), nil
}

// keepTemplate copies the fresh data directory into the cache. The rename makes
// it appear whole; who comes second drops his copy. A cache that cannot be
// written is no reason to fail.
func (h *home) keepTemplate(template string) error {
	parent := filepath.Dir(template)
	if os.MkdirAll(parent, 0o700) != nil {
		return nil
	}
	removeOld(parent)
	work, err := os.MkdirTemp(parent, "new-")
	if err != nil {
		return nil
	}
	fresh := filepath.Join(work, "data")
	if copyTree(h.data(), fresh, nil) == nil && os.Rename(fresh, template) == nil {
		now := time.Now()
		return errors.Join(os.Chtimes(template, now, now), os.RemoveAll(work))
	}
	return os.RemoveAll(work)
}

// removeOld drops templates of builds that are used no more, and what a killed
// run left.
func removeOld(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > templateLife {
			os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
}
