<?php

declare(strict_types=1);

namespace SanspayAtaraPay;

use Sanspay\AtaraPay;
use Sanspay\Outcome;
use Sanspay\Sanspay;
use WC_Order;
use WC_Order_Item;

/** The money. Only `learn` changes an order's status, and only because of an answer of AtaraPay's. */
final class Payments
{
    /** For how long an order is asked after before a person looks at it. */
    private const PATIENCE = 86_400;

    public function __construct(private readonly AtaraPay $shop)
    {
    }

    /** The page that sends the buyer to AtaraPay, as its address and its fields. No field of it is proof of anything. */
    public function form(WC_Order $order, string $return): string
    {
        $names = array_map(fn (WC_Order_Item $item): string => $item->get_name(), array_values($order->get_items()));
        $form = $this->shop->checkout->form(['purchase' => [
            'email' => $order->get_billing_email(),
            'phone_number' => $order->get_billing_phone(),
            'currency' => 'NGN',
            'amount' => self::price($order),
            'customer_firstname' => $order->get_billing_first_name(),
            'customer_lastname' => $order->get_billing_last_name(),
            'order_product_id' => $order->get_id(),
            'order_product_name' => mb_substr(implode(', ', $names), 0, 200),
            'delivery_date' => gmdate('Y-m-d H:i:s', time() + 7 * 86_400),
            'delivery_location' => $order->get_billing_city(),
            'recipient' => $order->get_billing_phone(),
            'callback_url' => $return,
        ]])->outcome;
        $value = $form->value ?? throw new \LogicException('a form needs no request');
        $inputs = '';
        foreach ($value['fields'] as [$name, $field]) {
            $inputs .= '<input type="hidden" name="' . esc_attr($name) . '" value="' . esc_attr($field) . '">';
        }
        return '<form id="sanspay" method="post" action="' . esc_url($value['action']) . '">' . $inputs
            . '<button type="submit" class="button alt">' . esc_html__('Pay with AtaraPay', 'sanspay') . '</button></form>';
    }

    /** The buyer's browser came back. Anybody can type that address: it says what to ask, and nothing else. */
    public function cameBack(WC_Order $order, string $query): void
    {
        if (Orders::payment($order) !== null) {
            return;
        }
        $next = $this->shop->checkout->returned(['query' => $query] + self::expected($order))->outcome?->next;
        if ($next === null || $next['do'] !== 'ask') {
            return;
        }
        $known = Orders::question($order);
        $same = ($known['input']['order'] ?? null) === ($next['input']['order'] ?? '');
        if (!$same || Orders::mayAsk($order)) {
            $this->ask($order, $next);
        }
    }

    /**
     * A notice, true or not. Its token covers neither the order of ours that it names nor what it says happened, so
     * AtaraPay is asked.
     *
     * @param array<string, string> $headers
     * @param string|array<array-key, mixed> $body
     *
     * @return int the status to answer with
     */
    public function notice(array $headers, string|array $body): int
    {
        $notice = $this->shop->receive('order', $headers, $body);
        if ($notice->authenticity !== 'verified') {
            return 403;
        }
        $number = $notice->next['do'] === 'ask' ? $notice->next['input']['order'] ?? null : null;
        if (!is_string($number) && !is_int($number)) {
            return 200;
        }
        $known = Orders::paidBy((string) $number);
        $order = $known ?? Orders::find((int) ($notice->value['order']['product_id'] ?? 0));
        if ($order !== null && ($known !== null || Orders::payment($order) === null)) {
            $input = ['order' => $number] + self::expected($order);
            $this->ask($order, ['do' => 'ask', 'operation' => 'atarapay.orders.verify_payment', 'input' => $input]);
        }
        return 200;
    }

    public function askAllDue(): void
    {
        foreach (Orders::due(time()) as $order) {
            $question = Orders::question($order);
            if ($question !== null) {
                $this->ask($order, $question);
            }
            $placed = $order->get_date_created()?->getTimestamp() ?? 0;
            if (time() > $placed + self::PATIENCE) {
                Orders::change($order->get_id(), $this->giveUp(...));
            }
        }
    }

    private function giveUp(WC_Order $order): void
    {
        if (Orders::outcome($order)?->verdict === 'unknown') {
            Orders::askNoMore($order);
            $this->to($order, 'on-hold', 'Not known for a day: a person must look in AtaraPay\'s dashboard');
        }
    }

    /** @param array<string, mixed> $question */
    private function ask(WC_Order $order, array $question): void
    {
        /** @var array{do: 'ask', operation: string, input: array<string, mixed>} $question */
        $seen = Transport::send($this->shop->ask($question));
        Orders::change($order->get_id(), fn (WC_Order $order) => $this->learn($order, $question, $seen));
    }

    /**
     * @param array<string, mixed> $question
     * @param Outcome<mixed> $seen
     */
    private function learn(WC_Order $order, array $question, Outcome $seen): void
    {
        $known = Orders::outcome($order);
        $outcome = $known === null ? $seen : Sanspay::settle($known, $seen);
        $next = $outcome->next;
        if ($next['do'] === 'ask') {
            Orders::keep($order, $outcome, $next, (int) $next['not_before_seconds']);
        } else {
            // What never left is the same question.
            Orders::keep($order, $outcome, $next['do'] === 'send_again' ? $question : null, 60);
        }
        $this->move($order, $outcome, $known);
    }

    /**
     * What an outcome makes of an order.
     *
     * @param Outcome<mixed> $outcome
     * @param Outcome<mixed>|null $known
     */
    private function move(WC_Order $order, Outcome $outcome, ?Outcome $known): void
    {
        $told = $outcome->reason['message'] ?? '';
        if ($outcome->next['do'] === 'review') {
            $this->to($order, 'on-hold', "A person must look at this payment: {$told}");
        } elseif ($outcome->isDone() && in_array($outcome->funds, ['held', 'settled'], true)) {
            $this->paid($order, $outcome);
        } elseif ($outcome->verdict === 'failed') {
            $this->to($order, $outcome->funds === 'returned' ? 'refunded' : 'cancelled', "AtaraPay: {$told}");
        } elseif ($outcome->verdict === 'pending' || $outcome->verdict === 'done') {
            $this->to($order, 'on-hold', "AtaraPay: {$told}");
        } elseif ($known === null || $known->verdict !== $outcome->verdict) {
            // Nothing can be concluded, so nothing is.
            $order->add_order_note("Not known yet: {$told}");
        }
    }

    /** @param Outcome<mixed> $outcome */
    private function paid(WC_Order $order, Outcome $outcome): void
    {
        $payment = is_array($outcome->value) && is_string($outcome->value['id'] ?? null) ? $outcome->value['id'] : '';
        $other = Orders::paidBy($payment);
        if ($payment === '' || ($other !== null && $other->get_id() !== $order->get_id())) {
            $this->to($order, 'on-hold', 'A person must look: this payment pays for another order already');
            return;
        }
        Orders::keepPayment($order, $payment);
        if (!in_array($order->get_status(), ['processing', 'completed'], true)) {
            $order->payment_complete($payment);
            $order->add_order_note("AtaraPay confirmed the payment; the money is {$outcome->funds}.");
        }
        if ($outcome->funds === 'settled') {
            $this->to($order, 'completed', 'AtaraPay has paid out.');
        }
    }

    private function to(WC_Order $order, string $status, string $note): void
    {
        if ($order->get_status() !== $status) {
            $order->update_status($status, $note);
        }
    }

    /** @return array{product_id: int, amount: int, currency: string} what must have been paid: from the order, never from a request */
    private static function expected(WC_Order $order): array
    {
        return ['product_id' => $order->get_id(), 'amount' => self::price($order), 'currency' => 'NGN'];
    }

    private static function price(WC_Order $order): int
    {
        return Sanspay::minor((string) $order->get_total());
    }
}
