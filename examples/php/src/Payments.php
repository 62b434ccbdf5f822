<?php

declare(strict_types=1);

namespace Shop;

use Psr\Http\Client\ClientInterface;
use Sanspay\AtaraPay;
use Sanspay\AtMoon;
use Sanspay\Call;
use Sanspay\Outcome;
use Sanspay\Sanspay;

/**
 * The money. Only `learn` and `found` change what is known of a payment, and only they ship.
 *
 * @phpstan-import-type AtMoonPage from \Sanspay\Types
 * @phpstan-import-type AtMoonPayin from \Sanspay\Types
 */
final class Payments
{
    /** For how long an order is asked after before a person looks: a page that nobody pays is unknown for ever. */
    private const PATIENCE = 24 * 3600;

    private readonly AtaraPay $escrow;
    private readonly AtMoon $india;

    public function __construct(private readonly Orders $orders, private readonly ClientInterface $client)
    {
        $this->escrow = Sanspay::atarapay(Settings::atarapay());
        $this->india = Sanspay::atmoon(Settings::atmoon());
    }

    /** The page that sends the buyer to AtaraPay. It throws what is wrong with the order's fields, and sends nothing. */
    public function form(Order $order): string
    {
        $form = $this->escrow->checkout->form(['purchase' => [
            'email' => $order->buyer['email'],
            'phone_number' => $order->buyer['phone'],
            'currency' => $order->currency,
            'amount' => $order->amount,
            'customer_firstname' => $order->buyer['firstname'],
            'customer_lastname' => $order->buyer['lastname'],
            'order_product_id' => $order->number,
            'order_product_name' => $order->item,
            'delivery_date' => date('Y-m-d 12:00:00', $order->placed + 7 * 86_400),
            'delivery_location' => $order->buyer['city'],
            'recipient' => $order->buyer['phone'],
            'callback_url' => Settings::origin() . '/return',
        ]]);
        return $form->outcome->value['html'] ?? throw new \LogicException('a form needs no request');
    }

    /** Throws what is wrong with an order's fields, all of it at once, before anything is stored or sent. */
    public function check(Order $order): void
    {
        match ($order->method) {
            Order::ESCROW => $this->form($order),
            Order::PAGE => $this->page($order),
            Order::UPI => $this->payin($order),
        };
    }

    /** Whatever must happen before the buyer can pay at AT MOON. */
    public function begin(Order $order): Order
    {
        if ($order->method === Order::ESCROW || $order->address !== null || $order->saved !== null || $order->review !== null) {
            return $order;
        }
        return $order->method === Order::PAGE ? $this->beginPage($order) : $this->beginUpi($order);
    }

    /** The buyer's browser came back. That proves nothing, but it is a good moment to ask. */
    public function cameBack(Order $order, string $query): Order
    {
        if ($order->method !== Order::ESCROW) {
            return $this->askIfDue($order);
        }
        // Anybody can type an address. Once AtaraPay's number is proven, no other is asked after.
        if ($order->payment !== null) {
            return $order;
        }
        $next = $this->escrow->checkout->returned(['query' => $query] + self::expected($order))->outcome?->next;
        if ($next === null || $next['do'] !== 'ask') {
            return $order;
        }
        $same = ($order->question['input']['order'] ?? null) === ($next['input']['order'] ?? '');
        return $same ? $this->askIfDue($order) : $this->ask($order, $next);
    }

    /** Asks again, not before `next` says. */
    public function askIfDue(Order $order): Order
    {
        $open = in_array($order->outcome?->next['do'] ?? 'ask', ['ask', 'send_again'], true);
        return $open && $order->question !== null && time() >= $order->ask_after ? $this->ask($order, $order->question) : $order;
    }

    /** For buyers who never come back: asks whatever is due. A job calls it, once a minute. */
    public function askAllDue(): void
    {
        foreach ($this->orders->due(time()) as $order) {
            if (!$this->askIfDue($order)->isPaid() && time() > $order->placed + self::PATIENCE) {
                $this->orders->change($order->number, function (Order $order): void {
                    $order->review ??= 'not known for a day: look in the dashboard';
                });
            }
        }
    }

    /** After a crash: what was being sent is concluded, and never sent again. */
    public function resumeAll(): void
    {
        foreach ($this->orders->inReview() as $order) {
            if ($order->saved !== null) {
                $this->concludeUpi($order, $this->india->resume($order->saved)->send($this->client));
            }
        }
    }

    /**
     * AtaraPay tells that something happened. The notice says what to ask, and only the answer counts.
     *
     * @param array<array-key, mixed> $headers
     * @param string|array<array-key, mixed> $body
     *
     * @return int the status to answer with
     */
    public function orderNotice(array $headers, string|array $body): int
    {
        $notice = $this->escrow->receive('order', $headers, $body);
        if ($notice->authenticity !== 'verified') {
            return 403;
        }
        $number = $notice->next['do'] === 'ask' ? $notice->next['input']['order'] ?? null : null;
        if (!is_string($number) && !is_int($number)) {
            return 200;
        }
        // A buyer who paid and never came back: the notice hints at which order it may be, and asking tells.
        $known = $this->orders->paidBy((string) $number);
        $order = $known ?? $this->orders->find((string) ($notice->value['order']['product_id'] ?? ''));
        if ($order !== null && $order->method === Order::ESCROW && ($order->payment === null || $known !== null)) {
            $input = ['order' => $number] + self::expected($order);
            $this->ask($order, ['do' => 'ask', 'operation' => 'atarapay.orders.verify_payment', 'input' => $input]);
        }
        return 200;
    }

    /**
     * AT MOON's call is unsigned: the ids in it only say where to look.
     *
     * @param array<array-key, mixed> $headers
     * @param string|array<array-key, mixed> $body
     */
    public function callback(array $headers, string|array $body): int
    {
        $notice = $this->india->receive('callback', $headers, $body);
        foreach ($notice->value['ids'] ?? [] as $id) {
            $order = is_string($id) && $id !== '' ? $this->orders->withAddress($id) : null;
            if ($order !== null) {
                $this->askIfDue($order);
                break;
            }
        }
        return 200;
    }

    /** A person has found a UPI payment on the bank statement. Returns what speaks against it, or null. */
    public function found(string $number, string $rrn, int $amount): ?string
    {
        $order = $this->orders->find($number);
        if ($order === null || $order->method !== Order::UPI) {
            return 'only a UPI payment is confirmed by hand';
        }
        if (preg_match('/^[0-9]{12}$/D', $rrn) !== 1 || $amount !== $order->amount) {
            return "it must be the 12 digits of the bank statement, and {$order->amount} paise";
        }
        if (!in_array($this->orders->paidBy($rrn)?->number, [null, $number], true)) {
            return 'this payment pays for another order';
        }
        $this->orders->change($number, function (Order $order) use ($rrn): void {
            $order->payment = $rrn;
            $order->review = null;
            $this->orders->ship($order, time());
        });
        return null;
    }

    /** A page that is lost may be made anew: nobody has its address, so nobody can pay it. */
    private function beginPage(Order $order): Order
    {
        $outcome = $this->page($order)->send($this->client);
        return $this->orders->change($order->number, function (Order $order) use ($outcome): void {
            if ($outcome->isDone() && $order->address === null) {
                $order->address = $outcome->value['url'];
                $order->question = $outcome->next;
                $order->ask_after = time();
            }
        });
    }

    /** A UPI link that is lost must not be made anew: two could both be paid. So the call is stored before it is sent. */
    private function beginUpi(Order $order): Order
    {
        $call = $this->payin($order);
        $mine = false;
        $order = $this->orders->change($order->number, function (Order $order) use ($call, &$mine): void {
            $mine = $order->saved === null && $order->address === null && $order->review === null;
            $order->saved ??= $mine ? $call->save() : null;
        });
        return $mine ? $this->concludeUpi($order, $call->send($this->client)) : $order;
    }

    /** @param Outcome<mixed> $outcome */
    private function concludeUpi(Order $order, Outcome $outcome): Order
    {
        return $this->orders->change($order->number, function (Order $order) use ($outcome): void {
            $order->saved = null;
            if ($outcome->verdict === 'done' && is_array($outcome->value) && is_string($outcome->value['intent_url'] ?? null)) {
                $link = $outcome->value['intent_url'];
                $pays = Sanspay::upi()->link->read(['link' => $link])->outcome->value['pa'] ?? null;
                $order->address = $pays === Settings::upiPayee() ? $link : null;
                $order->review = $pays === Settings::upiPayee() ? 'look for it on the bank statement' : 'the UPI link pays somebody else';
            } elseif ($outcome->verdict === 'unknown') {
                $order->review = $outcome->reason['message'] ?? 'a UPI link may be lost';
            }
        });
    }

    /**
     * Asking changes nothing at the gateway, so it does not matter if two do at once.
     *
     * @param array<string, mixed> $question
     */
    private function ask(Order $order, array $question): Order
    {
        /** @var array{do: 'ask', operation: string, input: array<string, mixed>} $question */
        $shop = $order->method === Order::ESCROW ? $this->escrow : $this->india;
        $seen = $shop->ask($question)->send($this->client);
        return $this->orders->change($order->number, fn (Order $order) => $this->learn($order, $question, $seen));
    }

    /**
     * @param array<string, mixed> $question
     * @param Outcome<mixed> $seen
     */
    private function learn(Order $order, array $question, Outcome $seen): void
    {
        $order->outcome = $order->outcome === null ? $seen : Sanspay::settle($order->outcome, $seen);
        $next = $order->outcome->next;
        // A question that never left is the same question, and need not wait.
        $order->question = $next['do'] === 'ask' ? $next : $question;
        $order->ask_after = time() + ($next['do'] === 'ask' ? $next['not_before_seconds'] : 0);
        $order->review = $next['do'] === 'review' ? $order->outcome->reason['message'] ?? 'a person must look' : null;
        if ($order->isPaid()) {
            $order->payment ??= self::numberOf($order->outcome);
            $this->orders->ship($order, time());
        }
    }

    /** @param Outcome<mixed> $outcome */
    private static function numberOf(Outcome $outcome): ?string
    {
        $value = is_array($outcome->value) ? $outcome->value : [];
        $number = $value['id'] ?? $value['transaction_id'] ?? null;
        return is_string($number) ? $number : null;
    }

    /** @return Call<AtMoonPage> */
    private function page(Order $order): Call
    {
        return $this->india->pg->initiate([
            'name' => trim("{$order->buyer['firstname']} {$order->buyer['lastname']}"),
            'phone' => $order->buyer['phone'],
            'email' => $order->buyer['email'],
            'amount' => $order->amount,
            // AT MOON takes no order number of ours, so the address brings it back.
            'redirect_url' => Settings::origin() . "/return?shop_order={$order->number}",
        ]);
    }

    /** @return Call<AtMoonPayin> */
    private function payin(Order $order): Call
    {
        return $this->india->payin->create([
            'merchant_transaction_id' => "Order{$order->number}",
            'amount' => $order->amount,
            'payment_for' => "Order {$order->number}",
            'payment_mode' => 'INTENT',
            'callback_url' => Settings::origin() . '/notices/atmoon',
            'customer_details' => [
                'customer_email' => $order->buyer['email'],
                'customer_phone' => (string) preg_replace('/^\+?91(?=[0-9]{10}$)/', '', $order->buyer['phone']),
            ],
        ]);
    }

    /** @return array{product_id: string, amount: int, currency: string} what must have been paid: from the database */
    private static function expected(Order $order): array
    {
        return ['product_id' => $order->number, 'amount' => $order->amount, 'currency' => $order->currency];
    }
}
