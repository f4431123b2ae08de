//go:build unix

package scratch

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user that programs of PostgreSQL run as. They refuse to run as
// root, so root lends them another one. Nil is the current user.
type account struct {
	user     string
	uid, gid uint32
}

// serverAccount returns nil unless this process runs as root.
func serverAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(errUID, errGID); err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &account{user: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as;" +
		" create one (useradd --system postgres) or set " + EnvURL)
}

func (a *account) name() string {
	if a == nil {
		return "who runs this"
	}
	return a.user
}

// attributes makes a process run as the account, in a session of its own so
// that Ctrl-C and the end of the terminal do not reach it.
func (a *account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// own gives a file or folder to the account.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// mayCreateIn reports whether the account may make and remove entries of folder.
func (a *account) mayCreateIn(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && info.IsDir() && (a == nil || info.Mode()&0o002 != 0 && a.mayReach(folder))
}

// mayReach reports whether the account may enter folder and all above it, going
// by what everybody may do.
func (a *account) mayReach(folder string) bool {
	if a == nil {
		return true
	}
	for {
		info, err := os.Stat(folder)
		if err != nil || info.Mode()&0o001 == 0 {
			return false
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return true
		}
		folder = parent
	}
}

// lockFile waits until this process alone holds the file, which is made. The
// lock goes with unlock or the process; whoever holds it may remove the file.
func lockFile(path string) (unlock func(), err error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err == nil && isAt(f, path) {
			return func() { f.Close() }, nil
		}
		f.Close()
		if err != nil && !errors.Is(err, syscall.EINTR) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
	}
}

// isAt reports whether the open file is still the one at the path.
func isAt(f *os.File, path string) bool {
	mine, errMine := f.Stat()
	there, errThere := os.Stat(path)
	return errMine == nil && errThere == nil && os.SameFile(mine, there)
}

// signalQuit asks a server to end at once, without a checkpoint.
func signalQuit(pid int) error { return syscall.Kill(pid, syscall.SIGQUIT) }

// alive reports whether there is a process with the number.
func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }
