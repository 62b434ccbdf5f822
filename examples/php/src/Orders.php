<?php

declare(strict_types=1);

namespace Shop;

use Sanspay\Outcome;

/** The orders, in SQLite. The database itself refuses one payment for two orders. */
final class Orders
{
    private const SCHEMA = <<<'SQL'
        CREATE TABLE IF NOT EXISTS orders (
            number TEXT PRIMARY KEY, form TEXT NOT NULL UNIQUE, method TEXT NOT NULL, item TEXT NOT NULL,
            amount INTEGER NOT NULL, currency TEXT NOT NULL, buyer TEXT NOT NULL, placed INTEGER NOT NULL,
            saved TEXT, address TEXT, question TEXT, ask_after INTEGER NOT NULL DEFAULT 0, outcome TEXT,
            payment TEXT UNIQUE, review TEXT, shipped INTEGER
        );
        CREATE TABLE IF NOT EXISTS shipments (number TEXT NOT NULL, at INTEGER NOT NULL);
        SQL;

    private readonly \PDO $database;

    public function __construct(string $file)
    {
        $this->database = new \PDO("sqlite:{$file}", null, null, [\PDO::ATTR_TIMEOUT => 10]);
        // Who reads waits for nobody.
        $this->database->exec('PRAGMA journal_mode = WAL');
        $this->database->exec(self::SCHEMA);
    }

    /** Stores an order. `$form` is made once for each form shown, so that a button pressed twice is one order. */
    public function add(Order $order, string $form): Order
    {
        $this->run(
            'INSERT INTO orders (number, form, method, item, amount, currency, buyer, placed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (form) DO NOTHING',
            [$order->number, $form, $order->method, $order->item, $order->amount, $order->currency,
                json_encode($order->buyer, JSON_THROW_ON_ERROR), $order->placed],
        );
        return $this->one('form = ?', $form) ?? throw new \LogicException('an order was stored and is not there');
    }

    public function find(string $number): ?Order
    {
        return $this->one('number = ?', $number);
    }

    public function paidBy(string $payment): ?Order
    {
        return $this->one('payment = ?', $payment);
    }

    public function withAddress(string $part): ?Order
    {
        return $this->one('instr(question, ?) > 0', json_encode($part, JSON_THROW_ON_ERROR));
    }

    /** @return list<Order> */
    public function due(int $now): array
    {
        return $this->all('shipped IS NULL AND question IS NOT NULL AND review IS NULL AND ask_after <= ?', $now);
    }

    /** @return list<Order> */
    public function inReview(): array
    {
        return $this->all('(review IS NOT NULL OR saved IS NOT NULL) AND number <> ?', '');
    }

    /**
     * Changes an order, alone: whoever else wants to change it waits, and then sees what became of it.
     *
     * @param \Closure(Order): void $change
     */
    public function change(string $number, \Closure $change): Order
    {
        $this->database->exec('BEGIN IMMEDIATE');
        try {
            $order = $this->find($number) ?? throw new \LogicException("there is no order {$number}");
            $change($order);
            $this->save($order);
            $this->database->exec('COMMIT');
            return $order;
        } catch (\Throwable $error) {
            $this->database->exec('ROLLBACK');
            throw $error;
        }
    }

    /** Within `change`: whether the order was not shipped before. It is stored before anything is packed. */
    public function ship(Order $order, int $now): void
    {
        $taken = $order->payment === null ? null : $this->paidBy($order->payment);
        if ($taken !== null && $taken->number !== $order->number) {
            $order->payment = null;
            $order->review = 'this payment pays for another order already';
        } elseif ($order->shipped === null) {
            $order->shipped = $now;
            $this->run('INSERT INTO shipments (number, at) VALUES (?, ?)', [$order->number, $now]);
        }
    }

    private function save(Order $order): void
    {
        $this->run(
            'UPDATE orders SET saved = ?, address = ?, question = ?, ask_after = ?, outcome = ?, payment = ?, review = ?,
                shipped = ? WHERE number = ?',
            [$order->saved, $order->address,
                $order->question === null ? null : json_encode($order->question, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES),
                $order->ask_after, $order->outcome?->toJson(), $order->payment, $order->review, $order->shipped, $order->number],
        );
    }

    private function one(string $where, string|int $value): ?Order
    {
        return $this->all($where, $value)[0] ?? null;
    }

    /** @return list<Order> */
    private function all(string $where, string|int $value): array
    {
        $orders = [];
        foreach ($this->run("SELECT * FROM orders WHERE {$where} ORDER BY placed", [$value])->fetchAll(\PDO::FETCH_ASSOC) as $row) {
            /** @var array{number: string, method: Order::*, item: string, amount: int, currency: string, buyer: string, placed: int, saved: ?string, address: ?string, question: ?string, ask_after: int, outcome: ?string, payment: ?string, review: ?string, shipped: ?int} $row */
            /** @var array{firstname: string, lastname: string, email: string, phone: string, city: string} $buyer */
            $buyer = json_decode($row['buyer'], true, 8, JSON_THROW_ON_ERROR);
            /** @var array<string, mixed>|null $question */
            $question = $row['question'] === null ? null : json_decode($row['question'], true, 64, JSON_THROW_ON_ERROR);
            $orders[] = new Order(
                $row['number'],
                $row['method'],
                $row['item'],
                $row['amount'],
                $row['currency'],
                $buyer,
                $row['placed'],
                $row['saved'],
                $row['address'],
                $question,
                $row['ask_after'],
                $row['outcome'] === null ? null : Outcome::fromJson($row['outcome']),
                $row['payment'],
                $row['review'],
                $row['shipped'],
            );
        }
        return $orders;
    }

    /** @param list<string|int|null> $values */
    private function run(string $sql, array $values): \PDOStatement
    {
        $statement = $this->database->prepare($sql) ?: throw new \LogicException('PDO throws, and answers with no false');
        $statement->execute($values);
        return $statement;
    }
}
