<?php

declare(strict_types=1);

namespace Shop;

use Sanspay\SanspayError;

/** The addresses of the shop. The price is the server's, and whatever a browser brings is a question. */
final class Shop
{
    /** @var array<string, array{name: string, prices: array{NGN: int, INR: int}}> */
    private const ITEMS = [
        'throw' => ['name' => 'Indigo throw', 'prices' => ['NGN' => 4_850_000, 'INR' => 249_900]],
        // In the sandbox this price means that every other answer is lost.
        'scarf' => ['name' => 'Cotton scarf', 'prices' => ['NGN' => 99_005, 'INR' => 99_005]],
    ];
    /** One byte more than a notice may have. */
    private const LONGEST = (1 << 20) + 1;

    public function __construct(private readonly Orders $orders, private readonly Payments $payments)
    {
    }

    /** @param array<array-key, mixed> $form */
    public function answer(string $method, string $path, string $query, array $form): Answer
    {
        $number = preg_match('~^/orders/([0-9]{12})(?:/pay|/ask)?$~D', $path, $found) === 1 ? $found[1] : null;
        return match (true) {
            $method === 'GET' && $path === '/' => Pages::form(self::ITEMS, bin2hex(random_bytes(16))),
            $method === 'POST' && $path === '/orders' => $this->order($form),
            $method === 'GET' && $path === '/return' => $this->cameBack($query),
            $method === 'POST' && $path === '/notices/atarapay' => $this->notice($form, $this->payments->orderNotice(...)),
            $method === 'POST' && $path === '/notices/atmoon' => $this->notice($form, $this->payments->callback(...)),
            $number !== null => $this->ofOrder($method, substr($path, strlen("/orders/{$number}")), $number),
            default => Answer::text(404, 'There is no such page.'),
        };
    }

    /** @param array<array-key, mixed> $form */
    private function order(array $form): Answer
    {
        $text = fn (string $name): string => is_string($form[$name] ?? null) ? trim($form[$name]) : '';
        $item = self::ITEMS[$text('item')] ?? null;
        $method = match ($text('method')) {
            'page' => Order::PAGE,
            'upi' => Order::UPI,
            default => Order::ESCROW,
        };
        $key = $text('key');
        if ($item === null || preg_match('/^[0-9a-f]{32}$/D', $key) !== 1) {
            return Answer::text(400, 'Please begin at the order page.');
        }
        $currency = $method === Order::ESCROW ? 'NGN' : 'INR';
        $order = new Order(
            (string) random_int(100_000_000_000, 199_999_999_999),
            $method,
            $item['name'],
            $item['prices'][$currency],
            $currency,
            [
                'firstname' => $text('firstname'),
                'lastname' => $text('lastname'),
                'email' => $text('email'),
                'phone' => $text('phone'),
                'city' => $text('city'),
            ],
            time(),
        );
        try {
            $this->payments->check($order);
        } catch (SanspayError $error) {
            if ($error->kind !== 'invalid_input') {
                throw $error;
            }
            return Pages::form(self::ITEMS, $key, $error->problems, $order->buyer);
        }
        return Answer::redirect("/orders/{$this->orders->add($order, $key)->number}/pay");
    }

    private function ofOrder(string $method, string $what, string $number): Answer
    {
        $order = $this->orders->find($number);
        if ($order === null) {
            return Answer::text(404, 'There is no such order.');
        }
        if ($what === '/ask') {
            $this->payments->askIfDue($order);
            return Answer::redirect("/orders/{$number}");
        }
        if ($what === '/pay' && $order->shipped === null && $order->outcome === null) {
            $order = $this->payments->begin($order);
            return match ($order->method) {
                Order::ESCROW => Pages::leave($this->payments->form($order)),
                Order::PAGE => $order->address === null ? Pages::order($order) : Answer::redirect($order->address),
                Order::UPI => Pages::order($order),
            };
        }
        return Pages::order($order);
    }

    private function cameBack(string $query): Answer
    {
        parse_str($query, $brought);
        // AtaraPay brings the shop's number as `product`; to AT MOON's page it was given in the address.
        $number = $brought['shop_order'] ?? $brought['product'] ?? '';
        $order = is_string($number) ? $this->orders->find($number) : null;
        if ($order === null) {
            return Answer::text(404, 'There is no such order.');
        }
        $this->payments->cameBack($order, $query);
        return Answer::redirect("/orders/{$order->number}");
    }

    /**
     * @param array<array-key, mixed> $form
     * @param \Closure(array<string, string>, string|array<array-key, mixed>): int $take
     */
    private function notice(array $form, \Closure $take): Answer
    {
        // The raw body; of a multipart form PHP leaves only what it has read.
        $raw = (string) file_get_contents('php://input', length: self::LONGEST);
        if (strlen($raw) >= self::LONGEST) {
            return Answer::text(413, 'too long for a notice');
        }
        $headers = array_filter(getallheaders() ?: [], 'is_string');
        $status = $take($headers, $raw === '' && $form !== [] ? $form : $raw);
        return Answer::text($status, $status === 200 ? 'taken' : 'refused');
    }
}
