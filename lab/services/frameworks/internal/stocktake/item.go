package stocktake

import (
	"sync"
	"time"

	"gorm.io/gorm"
)

// Item is one article of the warehouse.
type Item struct {
	SKU        string    `gorm:"primaryKey" json:"sku"`
	Pieces     int       `json:"pieces"`
	CountedAt  time.Time `json:"countedAt"`
	Attributes string    `json:"attributes"`
}

// TableName is where items are.
func (Item) TableName() string { return "lab_frameworks_items" }

// BeforeUpdate notes what was there before, so that a count can be taken back.
func (i *Item) BeforeUpdate(tx *gorm.DB) error {
	var before Item
	if err := tx.Session(&gorm.Session{NewDB: true}).Take(&before, "sku = ?", i.SKU).Error; err != nil {
		return err
	}
	counts.note(before)
	return nil
}

var counts = history{before: map[string][]Item{}}

// history has the earlier states of items.
type history struct {
	mu     sync.Mutex
	before map[string][]Item
}

func (h *history) note(item Item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.before[item.SKU] = append(h.before[item.SKU], item)
}
