import type { Pattern } from '../pattern.ts';

export const heapGrowth: Pattern = {
  id: 'heap-growth',
  title: 'objects that something keeps',
  summary:
    'Live memory grows in this stack, but the profile does not say what keeps it: a profile shows where memory was allocated, not who refers to it. Follow the value from the allocation to the field, variable or channel that it is stored in.',
  fixes: [
    {
      title: 'Find who keeps it',
      text: 'Run go tool pprof -sample_index=inuse_space -diff_base base.pb.gz head.pb.gz, then top -cum, peek and list on your own function, and look for where its result is stored. Where that does not tell, github.com/cloudwego/goref shows the references of a running process. A frequent answer is a package variable: keep such a value in the request that needs it.',
      before: `type visit struct {
	path  string
	start time.Time
	page  [4096]byte
}

var visits []*visit // for debugging, once

func begin(path string) *visit {
	v := &visit{path: path, start: time.Now()}
	visits = append(visits, v)
	return v
}`,
      after: `type visit struct {
	path  string
	start time.Time
	page  [4096]byte
}

func begin(path string) *visit {
	return &visit{path: path, start: time.Now()}
}`,
      section: '4.1',
    },
    {
      title: 'Cut the chain to the past',
      text: 'Objects that point at what they replace form a chain that never ends: wrapped errors, handlers, contexts, versions of a configuration. Keep the few old versions that are read, and drop the pointer to the rest.',
      before: `type config struct {
	values   map[string]string
	previous *config
}

func (c *config) with(values map[string]string) *config {
	return &config{values: values, previous: c} // and its previous, and its …
}`,
      after: `type config struct {
	values   map[string]string
	previous *config
}

func (c *config) with(values map[string]string) *config {
	last := &config{values: c.values} // one step back, no further
	return &config{values: values, previous: last}
}`,
      section: '2.1',
    },
  ],
};
