//go:build unix

package migrate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// diskFS is os.DirFS with plain calls for reading a file.
type diskFS struct {
	fs.FS
	dir string
}

// DirFS is [os.DirFS] for reading many small files: what package os does to find out
// whether a file has to be waited for takes longer than reading it. Elsewhere than on
// Unix it is os.DirFS itself.
func DirFS(dir string) fs.FS { return diskFS{FS: os.DirFS(dir), dir: dir} }

// ReadFile implements [fs.ReadFileFS].
func (d diskFS) ReadFile(name string) ([]byte, error) {
	return d.appendFile(make([]byte, 0, 1024), name)
}

// appendFile appends the content of a file to data, which must have room for a byte.
func (d diskFS) appendFile(data []byte, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	var fd int
	err := again(func() (err error) {
		fd, err = syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	defer func() { _ = syscall.Close(fd) }()
	for {
		var n int
		err := again(func() (err error) {
			n, err = syscall.Read(fd, data[len(data):cap(data)])
			return err
		})
		if err != nil {
			return nil, &fs.PathError{Op: "read", Path: path, Err: err}
		}
		if n == 0 {
			return data, nil
		}
		if data = data[:len(data)+n]; len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// again repeats a call that a signal interrupted.
func again(call func() error) error {
	for {
		if err := call(); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
