package migrate

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// folder is one of the folders that a history is spread over, each with a
// pgen.sum of its own.
type folder struct {
	fsys fs.FS
	// dir is the path that messages show.
	dir       string
	revisions []*Revision
	// bytes holds the checksum of each file, by revision id.
	bytes  map[string]string
	sum    Sum
	sumErr error
	// lines are those of the sum, by revision id.
	lines map[string]SumLine
}

// Load reads all *.sql files of the folders, which together are one history, and
// the pgen.sum of each. The error joins every fault of format and graph, each a
// *FileError. What pgen.sum says about the files is told by Verify, since the
// commands that repair it must load too. Where there are several folders messages
// show the files of the second one as "folder 2/NAME.sql".
func Load(folders ...fs.FS) (*History, error) {
	all := make([]*folder, len(folders))
	for i, fsys := range folders {
		all[i] = &folder{fsys: fsys}
		if len(folders) > 1 {
			all[i].dir = fmt.Sprintf("folder %d", i+1)
		}
	}
	return load(all)
}

// LoadDir is Load for folders on disk; messages show the files with their paths.
func LoadDir(dirs ...string) (*History, error) {
	all := make([]*folder, len(dirs))
	for i, dir := range dirs {
		all[i] = &folder{fsys: DirFS(dir), dir: dir}
	}
	return load(all)
}

func load(folders []*folder) (*History, error) {
	if len(folders) == 0 {
		return nil, errors.New("cannot read the migrations: no folder is given")
	}
	var revisions []*Revision
	var faults []error
	for _, f := range folders {
		found, err := f.read()
		if err != nil {
			return nil, fmt.Errorf("cannot read the migrations folder: %w", err)
		}
		faults = append(faults, found...)
		revisions = append(revisions, f.revisions...)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	h, err := NewHistory(revisions)
	if err != nil {
		return nil, err
	}
	for _, f := range folders {
		h.problems = append(h.problems, f.compareSum(h)...)
	}
	return h, nil
}

// read reads the files and pgen.sum. The error is that of the file system, the
// faults are those of the files.
func (f *folder) read() (faults []error, err error) {
	entries, err := fs.ReadDir(f.fsys, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.HasSuffix(entry.Name(), ".sql") {
			names = append(names, entry.Name())
		}
	}
	f.bytes = make(map[string]string, len(names))
	f.revisions = make([]*Revision, 0, len(names))
	for _, file := range f.readFiles(names) {
		switch {
		case file.err != nil:
			return nil, file.err
		case file.fault != nil:
			faults = append(faults, file.fault)
		default:
			f.bytes[file.rev.ID] = file.bytes
			f.revisions = append(f.revisions, file.rev)
		}
	}
	f.readSum()
	f.lines = f.sum.byID()
	for _, rev := range f.revisions {
		if line, ok := f.lines[rev.ID]; ok && line.Bytes == f.bytes[rev.ID] {
			rev.Checksum = line.Meaning
		}
	}
	return faults, nil
}

// readFile is what became of a file.
type readFile struct {
	rev   *Revision
	bytes string
	// err is the error of the file system, fault that of the format.
	err, fault error
}

// readFiles reads files side by side: with hundreds of them, most of the time goes
// into the calls of the operating system.
func (f *folder) readFiles(names []string) []readFile {
	files := make([]readFile, len(names))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (len(names)+filesPerWorker-1)/filesPerWorker) {
		workers.Go(func() {
			space := make([]byte, 0, 16<<10)
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				files[i] = f.readFile(names[i], space)
			}
		})
	}
	workers.Wait()
	return files
}

// filesPerWorker is how many files are worth a goroutine of their own.
const filesPerWorker = 16

// appender is a file system that can read a file into memory that is there already.
type appender interface {
	appendFile(data []byte, name string) ([]byte, error)
}

// readFile uses the space while it runs.
func (f *folder) readFile(name string, space []byte) (file readFile) {
	var data []byte
	if disk, ok := f.fsys.(appender); ok {
		data, file.err = disk.appendFile(space, name)
	} else {
		data, file.err = fs.ReadFile(f.fsys, name)
	}
	if file.err == nil {
		file.rev, file.fault = Parse(filepath.Join(f.dir, name), data)
		file.bytes = HashBytes(data)
	}
	return file
}

func (f *folder) sumName() string { return filepath.Join(f.dir, SumFile) }

func (f *folder) readSum() {
	data, err := fs.ReadFile(f.fsys, SumFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		f.sumErr = fmt.Errorf("cannot read %s: %w", f.sumName(), err)
	default:
		f.sum, f.sumErr = ParseSum(f.sumName(), data)
	}
}

// compareSum lists what differs between the folder and its pgen.sum.
func (f *folder) compareSum(h *History) []error {
	if f.sumErr != nil {
		return []error{f.sumErr}
	}
	var problems []error
	for _, rev := range h.revisions {
		bytes, here := f.bytes[rev.ID]
		if !here {
			continue
		}
		switch line, ok := f.lines[rev.ID]; {
		case !ok:
			problems = append(problems, &SumError{File: rev.File, Revision: rev.ID, Kind: NotInSum})
		case line.Bytes != bytes:
			problems = append(problems, &SumError{File: rev.File, Revision: rev.ID, Kind: EditedFile})
		}
	}
	for _, line := range f.sum {
		if _, here := f.bytes[line.ID]; !here {
			problems = append(problems, &SumError{File: f.sumName(), Revision: line.ID, Kind: MissingFile})
		}
	}
	return problems
}
