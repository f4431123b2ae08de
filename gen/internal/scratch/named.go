package scratch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// state is what a named server's state file holds.
type state struct {
	// Folder is the server's home: data, socket and log.
	Folder string `json:"folder"`
	URL    string `json:"url"`
}

var namePattern = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]*$`)

// StartNamed gives a server that outlives this process, and returns its URL. If
// a server of that name runs already, it is that one. A named server is thrown
// away, too: by [StopNamed], or when the machine goes down.
//
// With PGEN_SCRATCH_URL set nothing is started, and its URL is returned.
func StartNamed(ctx context.Context, name string, o Options) (string, error) {
	if external := os.Getenv(EnvURL); external != "" {
		return external, checkURL(external)
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	file, unlock, err := lockNamed(name)
	if err != nil {
		return "", err
	}
	defer unlock()
	old, err := readState(file)
	if err != nil {
		return "", err
	}
	if old.settled(ctx) {
		return old.URL, nil
	}
	if err := old.remove(file); err != nil {
		return "", err
	}
	h, err := emptyHome(ctx, o)
	if err != nil {
		return "", err
	}
	// The state is written first: whatever a killed start leaves can be found by the
	// next start or stop.
	s := state{Folder: h.folder, URL: h.url()}
	if err := s.write(file); err != nil {
		return "", errors.Join(err, os.RemoveAll(h.folder))
	}
	if err := h.initialise(ctx); err != nil {
		return "", errors.Join(err, s.remove(file))
	}
	if err := h.detach(ctx); err != nil {
		return "", errors.Join(err, s.remove(file))
	}
	return s.URL, nil
}

// NamedURL returns the URL of the named server, "" if it does not run.
func NamedURL(ctx context.Context, name string) (string, error) {
	if external := os.Getenv(EnvURL); external != "" {
		return external, checkURL(external)
	}
	file, err := stateFile(name)
	if err != nil {
		return "", err
	}
	s, err := readState(file)
	if err != nil || !s.answers(ctx) {
		return "", err
	}
	return s.URL, nil
}

// StopNamed stops the named server and removes its files; stopped is false if
// there was none. A server of PGEN_SCRATCH_URL is left alone.
func StopNamed(ctx context.Context, name string) (stopped bool, err error) {
	file, unlock, err := lockNamed(name)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.Remove(lockOf(file))); unlock() }()
	s, err := readState(file)
	if err != nil || s.Folder == "" {
		return false, err
	}
	if s.settled(ctx) {
		if err := s.quit(ctx); err != nil {
			return false, err
		}
		stopped = true
	}
	return stopped, s.remove(file)
}

// detach starts the server without supervision.
func (h *home) detach(ctx context.Context) error {
	log, err := os.OpenFile(h.log(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	command := h.command()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr, cmd.Stdout, cmd.Stderr = h.folder, environment(), h.account.attributes(), log, log
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("run %s as %s: %w", command[0], h.account.name(), err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// Wait reaps a server that ends while this process lives, and cuts the wait
	// for one that never gets ready.
	go func() { cancel(fmt.Errorf("it ended: %w", cmd.Wait())) }()
	if err := h.waitReady(ctx); err != nil {
		return errors.Join(err, context.Cause(ctx), signalQuit(cmd.Process.Pid))
	}
	return nil
}

// stateFile returns the path of the server's state file, there or not. Its
// folder is there.
func stateFile(name string) (string, error) {
	if !namePattern.MatchString(name) {
		return "", fmt.Errorf("%q cannot name a server: use letters, digits, '.', '_' and '-', starting with a letter or digit", name)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no place to remember the server in: %w; set HOME", err)
	}
	folder := filepath.Join(cache, "pgen", "dev")
	return filepath.Join(folder, name+".json"), os.MkdirAll(folder, 0o700)
}

func lockOf(file string) string { return file + ".lock" }

// lockNamed returns the path of the state file, held against other processes
// that start or stop the same name.
func lockNamed(name string) (file string, unlock func(), err error) {
	if file, err = stateFile(name); err != nil {
		return "", nil, err
	}
	unlock, err = lockFile(lockOf(file))
	return file, unlock, err
}

// write makes the state file appear at once and whole.
func (s state) write(file string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// readState returns the zero state if there is no file.
func readState(file string) (state, error) {
	var s state
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("the state file %s is damaged: %w; remove it", file, err)
	}
	return s, nil
}

// answers reports whether the server takes a connection.
func (s state) answers(ctx context.Context) bool {
	if s.URL == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL)
	if err != nil {
		return false
	}
	return conn.Close(ctx) == nil
}

// settled is answers for a caller who holds the lock: a server that a killed start
// left in its first moments is waited for.
func (s state) settled(ctx context.Context) bool {
	h := home{folder: s.Folder}
	for deadline := time.Now().Add(stopTimeout); !s.answers(ctx); time.Sleep(20 * time.Millisecond) {
		if s.Folder == "" || !h.mayStart() || time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// mayStart reports whether there is a server that is about to take connections:
// its process is there, or it is so young that it had no time to say its number.
func (h *home) mayStart() bool {
	if lines := h.pidFile(); len(lines) > 0 {
		if pid, err := strconv.Atoi(lines[0]); err == nil {
			return alive(pid)
		}
	}
	log, err := os.Stat(h.log())
	return err == nil && time.Since(log.ModTime()) < 2*time.Second
}

// quit ends a server that answers and waits until it is gone. The pid file
// goes last; its process may stay as a zombie where nothing reaps orphans.
func (s state) quit(ctx context.Context) error {
	h := home{folder: s.Folder}
	lines := h.pidFile()
	if len(lines) == 0 {
		return fmt.Errorf("the server in %s has no pid file; end it by hand", s.Folder)
	}
	pid, err := strconv.Atoi(lines[0])
	if err != nil {
		return fmt.Errorf("pid file in %s: %w", h.data(), err)
	}
	if err := signalQuit(pid); err != nil {
		return fmt.Errorf("stop the server %d in %s: %w", pid, s.Folder, err)
	}
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	for h.pidFile() != nil {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server %d in %s did not end: %w", pid, s.Folder, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

// remove drops the server's folder and its state file, there or not.
func (s state) remove(file string) error {
	var errFolder error
	if s.Folder != "" {
		errFolder = os.RemoveAll(s.Folder)
		// A server that ends at this moment may still write.
		for n := 0; errFolder != nil && n < 50; n++ {
			time.Sleep(20 * time.Millisecond)
			errFolder = os.RemoveAll(s.Folder)
		}
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return errors.Join(errFolder, err)
	}
	return errFolder
}
