<?php

declare(strict_types=1);

// What a careful developer would write by hand instead: the same checks and the same care, for one operation and one
// notice, and nothing else.

const STAGES = ['pending' => 'held', 'awaiting buyer response' => 'held', 'pending ii' => 'held'];
const VISIBLE = '/\A[\x21-\x7e]{1,100}\z/';

function build(array $account, array $input): array
{
    check($account, $input);
    $token = base64_encode("{$account['public_key']}:{$account['private_key']}");

    return [
        'method' => 'POST',
        'url' => 'https://test-api.atarapay.com/api/callback/order',
        'headers' => [['accept', 'application/json'], ['content-type', 'application/x-www-form-urlencoded']],
        'body' => http_build_query(['authtoken' => $token, 'order' => (string) $input['order'], 'status' => 'order']),
    ];
}

function classify(array $account, array $input, array $reply): array
{
    check($account, $input);
    $unknown = static fn (string $reason, array $details = []): array
        => ['verdict' => 'unknown', 'funds' => 'in_doubt', 'value' => null, 'reason' => $reason, 'details' => $details];
    if (isset($reply['fault'])) {
        return $unknown($reply['fault']);
    }
    if ($reply['status'] < 200 || $reply['status'] > 299 || strlen($reply['body']) > 1 << 20) {
        return $unknown('http_status');
    }
    $answer = json_decode($reply['body'], true, 128, JSON_BIGINT_AS_STRING);
    if (json_last_error() !== JSON_ERROR_NONE) {
        return $unknown('not_json');
    }
    $data = is_array($answer) ? $answer['data'] ?? null : null;
    if (!is_array($data) || ($answer['status'] ?? null) !== 'success' || ($answer['message'] ?? null) !== 'Order Fetched') {
        return $unknown('unrecognised');
    }
    $details = [];
    foreach (['id' => 'order', 'product_id' => 'product_id'] as $field => $name) {
        if (!is_scalar($data[$field] ?? null) || (string) $data[$field] !== (string) $input[$name]) {
            $details[] = $name;
        }
    }
    if (($data['currency'] ?? null) !== $input['currency']) {
        $details[] = 'currency';
    }
    if (whole($data['product_cost'] ?? null) !== $input['amount']) {
        $details[] = 'product_cost';
    }
    if ((whole($data['amount_payed'] ?? null) ?? 0) < $input['amount']) {
        $details[] = 'amount_payed';
    }
    if (isset($data['payment']) && (string) ($data['payment']['status'] ?? '') !== '1') {
        $details[] = 'payment.status';
    }
    if ($details !== []) {
        return $unknown('mismatch', $details);
    }
    $title = $data['status']['title'] ?? null;
    $funds = is_string($title) ? STAGES[strtolower(trim($title))] ?? null : null;
    if ($funds === null || !empty($data['payout']) || !empty($data['refund'])) {
        return $unknown('unrecognised');
    }
    $value = [
        'id' => (string) $data['id'],
        'product_id' => (string) $data['product_id'],
        'status' => $title,
        'status_id' => $data['status']['id'] ?? null,
    ];
    foreach (['product_name', 'product_cost', 'amount_payed', 'amount_net', 'currency', 'transaction_date', 'delivery_date'] as $name) {
        $value[$name] = $data[$name] ?? null;
    }

    return ['verdict' => 'done', 'funds' => $funds, 'value' => $value, 'reason' => null, 'details' => []];
}

function notice(array $account, string $body): array
{
    check($account, ['order' => 1, 'product_id' => 1, 'amount' => 1, 'currency' => 'NGN']);
    $told = json_decode($body, true, 128, JSON_BIGINT_AS_STRING | JSON_THROW_ON_ERROR);
    $data = $told['data'] ?? [];
    if (!is_string($told['token'] ?? null) || !isset($data['id'], $data['amount_payed'])) {
        return ['authenticity' => 'unsigned'];
    }
    $token = base64_encode("{$account['public_key']}:{$account['private_key']}:{$data['id']}:{$data['amount_payed']}");

    return [
        'authenticity' => hash_equals($token, $told['token']) ? 'verified' : 'forged',
        'event' => $told['status'] ?? null,
        'value' => $data,
        'ask' => (string) $data['id'],
    ];
}

function check(array $account, array $input): void
{
    $problems = [];
    foreach (['public_key', 'private_key'] as $name) {
        if (preg_match(VISIBLE, $account[$name] ?? '') !== 1) {
            $problems[] = "account.$name";
        }
    }
    foreach (['order', 'product_id'] as $name) {
        if (preg_match(VISIBLE, (string) ($input[$name] ?? '')) !== 1) {
            $problems[] = $name;
        }
    }
    if (!is_int($input['amount'] ?? null) || $input['amount'] < 1 || $input['amount'] >= 1 << 53) {
        $problems[] = 'amount';
    }
    if (preg_match('/\A[A-Z]{3}\z/', $input['currency'] ?? '') !== 1) {
        $problems[] = 'currency';
    }
    if ($problems !== []) {
        throw new InvalidArgumentException(implode(', ', $problems));
    }
}

function whole(mixed $value): mixed
{
    return is_string($value) && ctype_digit($value) ? (int) $value : $value;
}
