package scratch

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// alone gives a test a cache of its own, so that names do not meet those of the
// user, and no PGEN_SCRATCH_URL. Such a test cannot run in parallel.
func alone(t *testing.T) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv(EnvURL, "")
}

func TestNamedServerIsSharedAndStopped(t *testing.T) {
	alone(t)
	urls := make([]string, 3)
	var wg sync.WaitGroup
	for i := range urls {
		wg.Go(func() {
			var err error
			if urls[i], err = StartNamed(t.Context(), "shop", Options{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if urls[0] == "" || urls[0] != urls[1] || urls[1] != urls[2] {
		t.Fatalf("three starts gave %q, want one server", urls)
	}
	if got, err := NamedURL(t.Context(), "shop"); err != nil || got != urls[0] {
		t.Errorf("URL is %s (%v), want %s", got, err, urls[0])
	}
	query(t, urls[0], "select 'up'")
	if stopped, err := StopNamed(t.Context(), "shop"); err != nil || !stopped {
		t.Errorf("stop gave %t, %v", stopped, err)
	}
	waitGone(t, folderOf(t, urls[0]))
	if got, err := NamedURL(t.Context(), "shop"); err != nil || got != "" {
		t.Errorf("URL after the stop is %q (%v), want none", got, err)
	}
	if stopped, err := StopNamed(t.Context(), "shop"); err != nil || stopped {
		t.Errorf("second stop gave %t, %v", stopped, err)
	}
	file, err := stateFile("shop")
	if err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(file + "*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q (%v)", left, err)
	}
}

func TestNamedServerStartsAnewWhenItEndedByItself(t *testing.T) {
	alone(t)
	first, err := StartNamed(t.Context(), "crash", Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := home{folder: folderOf(t, first)}
	pid, err := strconv.Atoi(h.pidFile()[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := signalQuit(pid); err != nil {
		t.Fatal(err)
	}
	for (state{URL: first}).answers(t.Context()) {
		time.Sleep(5 * time.Millisecond)
	}
	second, err := StartNamed(t.Context(), "crash", Options{})
	if err != nil {
		t.Fatal(err)
	}
	query(t, second, "select 'up'")
	if _, err := os.Stat(h.folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder of the first server is left (%v)", err)
	}
	if stopped, err := StopNamed(t.Context(), "crash"); err != nil || !stopped {
		t.Errorf("stop gave %t, %v", stopped, err)
	}
}

func TestNamedServerRefusesAPath(t *testing.T) {
	alone(t)
	for _, name := range []string{"", "../x", "a/b", ".hidden"} {
		if _, err := StartNamed(t.Context(), name, Options{}); err == nil || !strings.Contains(err.Error(), "letters") {
			t.Errorf("name %q: error is %v, want one that says what names may be", name, err)
		}
	}
}

// TestKilledStartLeavesNothing kills who starts a named server at several moments:
// the next stop still finds what was left.
func TestKilledStartLeavesNothing(t *testing.T) {
	alone(t)
	for _, after := range []time.Duration{0, 10, 30, 60, 100, 150, 200, 300} {
		parent, err := os.MkdirTemp("/tmp", "pgen-killed-")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(parent) })
		if err := os.Chmod(parent, 0o777); err != nil {
			t.Fatal(err)
		}
		t.Setenv("TMPDIR", parent)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), envParent+"="+startNamed)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var folders []string
		for deadline := time.Now().Add(startTimeout); len(folders) == 0 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			folders, _ = filepath.Glob(filepath.Join(parent, "pgen-*"))
		}
		if len(folders) != 1 {
			t.Fatalf("the folders of the server are %q", folders)
		}
		time.Sleep(5*time.Millisecond + after*time.Millisecond)
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
		if _, err := StopNamed(t.Context(), "killed"); err != nil {
			t.Errorf("stop after %d ms: %v", after, err)
		}
		waitGone(t, folders[0])
	}
}

func TestExternalServerIsNeitherStartedNorStopped(t *testing.T) {
	alone(t)
	own := start(t)
	t.Setenv(EnvURL, own.URL())
	s, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.URL() != own.URL() {
		t.Errorf("URL is %s, want %s", s.URL(), own.URL())
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	query(t, own.URL(), "select 'still up'")
	if named, err := StartNamed(t.Context(), "other", Options{}); err != nil || named != own.URL() {
		t.Errorf("named server is %s (%v), want %s", named, err, own.URL())
	}
	t.Setenv(EnvURL, "host=/tmp")
	if _, err := Start(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), EnvURL) {
		t.Errorf("error is %v, want one that names %s", err, EnvURL)
	}
}
