package scratch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxSocketPath is the shortest limit of the supported systems for the path of
// a unix socket.
const maxSocketPath = 103

// folderParents lists where servers may live, best first. Who sets TMPDIR means
// it; it may still be closed to the server's user or have too long a name.
func folderParents() []string {
	var parents []string
	if chosen := os.Getenv("TMPDIR"); chosen != "" {
		parents = append(parents, chosen)
	}
	return append(append(parents, memoryFolders()...), os.TempDir(), "/tmp")
}

// newFolder makes a folder for one server that only its user may enter.
func newFolder(acc *account) (string, error) {
	var tried []string
	for _, parent := range folderParents() {
		longest := filepath.Join(parent, "pgen-0123456789", ".s.PGSQL.65535")
		if len(longest) > maxSocketPath || !acc.mayCreateIn(parent) {
			tried = append(tried, parent)
			continue
		}
		folder, err := os.MkdirTemp(parent, "pgen-")
		if err != nil {
			return "", err
		}
		if err := acc.own(folder); err != nil {
			return "", errors.Join(err, os.RemoveAll(folder))
		}
		return folder, nil
	}
	return "", fmt.Errorf("no place for a throw-away server: %s has too long a name for a unix socket or is closed to the user %s;"+
		" set TMPDIR to another folder", strings.Join(tried, ", "), acc.name())
}

// logTail returns the last lines of a log, or why they cannot be had.
func logTail(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}

// copyTree copies the folder src to dst, which must not exist, and gives the
// copies to the account. A data directory holds folders and files only.
func copyTree(src, dst string, acc *account) error {
	return filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(dst, strings.TrimPrefix(path, src))
		if d.IsDir() {
			if err := os.Mkdir(target, 0o700); err != nil {
				return err
			}
		} else if err := copyFile(path, target); err != nil {
			return err
		}
		return acc.own(target)
	})
}

// copyFile goes through memory: the files are small, and io.Copy's call for
// copying inside the kernel flushes each of them on some systems.
func copyFile(src, dst string) error {
	data, err := os.ReadFile(src)
	if err != nil {
		return err
	}
	return os.WriteFile(dst, data, 0o600)
}
