package vault

import (
	"bytes"
	"fmt"
	"strings"

	bolt "go.etcd.io/bbolt"
)

var bucketName = []byte("secrets")

// Store is a file of secrets.
type Store struct{ db *bolt.DB }

// openStore maps more than the file will need, so that writers need not wait for readers.
func openStore(path string, secrets int) (*Store, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{InitialMmapSize: 1 << 30, NoSync: true})
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists(bucketName)
		if err != nil {
			return err
		}
		for number := range secrets {
			secret := strings.Repeat(fmt.Sprint(number), 20)
			if err := bucket.Put([]byte(secretName(number)), []byte(secret)); err != nil {
				return err
			}
		}
		return nil
	})
	return &Store{db: db}, err
}

// Lookup gives a copy of a secret, or nil if there is none.
func (s *Store) Lookup(name string) ([]byte, error) {
	tx, err := s.db.Begin(false)
	if err != nil {
		return nil, err
	}
	secret := tx.Bucket(bucketName).Get([]byte(name))
	if secret == nil {
		return nil, nil
	}
	secret = bytes.Clone(secret)
	return secret, tx.Rollback()
}

// Put changes a secret.
func (s *Store) Put(name string, secret []byte) error {
	return s.db.Update(func(tx *bolt.Tx) error { return tx.Bucket(bucketName).Put([]byte(name), secret) })
}
